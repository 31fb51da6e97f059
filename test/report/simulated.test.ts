import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { simulatedShare } from '../../lib/report/simulated.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';

const folder = mkdtempSync(path.join(tmpdir(), 'simulated-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => path.join(folder, name);
const shipped = path.resolve(__dirname, '../../data/cybersecurity_data.csv');
const share = async (...files: readonly string[]) => simulatedShare(await openTraffic(files));

const REAL = `creation_time,end_time,src_ip,dst_ip,dst_port,protocol,bytes_in,bytes_out
2024-04-01T00:00:00Z,2024-04-01T00:10:00Z,198.51.100.1,10.0.0.1,443,HTTPS,1,2
2024-04-01T00:01:00Z,2024-04-01T00:11:00Z,198.51.100.2,10.0.0.1,443,HTTPS,3,4
`;
const TRUTH = 'row_id,actor,attack,technique_id,strength\n1,a,,,\n2,b,,,\n';

test('the shipped records, and what the simulator writes as CSV and Parquet, are simulated', async () => {
  assert.equal(await share(shipped), 'all');
  for (const name of ['a.csv', 'a.parquet']) {
    await writeSimulation(at(name), { rows: 500, days: 1 });
    assert.equal(await share(at(name)), 'all', name);
  }
});

test('masked simulated records are simulated', async () => {
  assert.equal(await simulatedShare(await openTraffic(shipped, { redact: true })), 'all');
});

test('real records are not, even with a truth of the same columns beside them, masked or not', async () => {
  writeFileSync(at('real.csv'), REAL);
  assert.equal(await share(at('real.csv')), 'none');
  writeFileSync(at('real.truth.csv'), TRUTH);
  assert.equal(await share(at('real.csv')), 'none');
  assert.equal(await simulatedShare(await openTraffic(at('real.csv'), { redact: true })), 'none');
});

test('simulated records without their truth, or with another file in its place, are not called simulated', async () => {
  copyFileSync(shipped, at('alone.csv'));
  assert.equal(await share(at('alone.csv')), 'none');
  writeFileSync(at('alone.truth.csv'), 'row_id,label\n1,0\n');
  assert.equal(await share(at('alone.csv')), 'none');
});

test('of real and simulated files together some are simulated', async () => {
  writeFileSync(at('other.csv'), REAL);
  assert.equal(await share(at('a.csv'), at('other.csv')), 'some');
});
