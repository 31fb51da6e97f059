import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(__dirname, '../../..');
const here = mkdtempSync(path.join(os.tmpdir(), 'report model '));
after(() => rmSync(here, { recursive: true, force: true }));

const command = (...args: string[]) => [path.join(root, 'lib/jupyter/run.cjs'), 'report', ...args];
const options = {
  cwd: root,
  env: { ...process.env, INIT_CWD: here },
  encoding: 'utf8' as const,
  stdio: 'pipe' as const,
};
const report = (...args: string[]) => execFileSync(process.execPath, command(...args), options);
const read = (...names: string[]) => readFileSync(path.join(here, ...names), 'utf8');

// Parts of the shipped records, the later one without ports.
const [header = '', ...records] = readFileSync(path.join(root, 'data/cybersecurity_data.csv'), 'utf8')
  .trimEnd()
  .split('\n');
const port = header.split(',').indexOf('dst_port');
writeFileSync(path.join(here, 'monday.csv'), [header, ...records.slice(0, 3_000), ''].join('\n'));
const withoutPort = records.slice(3_000, 4_000).map((record) => record.split(',').with(port, '').join(','));
writeFileSync(path.join(here, 'tuesday.csv'), [header, ...withoutPort, ''].join('\n'));

test('a report saves its model; another one scores by it, and says which it is and what moved', () => {
  const said = report('monday.csv', '--out', 'monday', '--save-model', 'models/usual');
  assert.match(said, /Saved the model in .*models\/usual\./);
  const saved = JSON.parse(read('models/usual/detector.json'));
  assert.deepEqual([saved.kind, saved.records], ['anomalies', 3_000]);
  assert.match(read('monday/report.html'), /a seeded uniform sample of these same records/);
  assert.equal('model' in JSON.parse(read('monday/summary.json')), false);

  report('monday.csv', '--out', 'again', '--model', 'models/usual');
  assert.equal(read('again/scored.csv'), read('monday/scored.csv'));
  const again = read('again/report.html');
  assert.match(again, /The scores are those of the model “usual”, trained on 3,000 records\./);
  assert.match(again, /a seeded uniform sample of the 3,000 records of the model “usual”/);
  assert.doesNotMatch(again, /of these same records, without labels|moved far since training/);

  report('tuesday.csv', '--out', 'tuesday', '--model', 'models/usual');
  const tuesday = read('tuesday/report.html');
  assert.match(tuesday, /No record here has dst_port/);
  const { model, records: scored } = JSON.parse(read('tuesday/summary.json'));
  assert.deepEqual([scored, model.name, model.records, model.missing], [1_000, 'usual', 3_000, ['dst_port']]);
});

test('a damaged model is told before the notebook runs, and nothing is written', () => {
  const file = readdirSync(path.join(here, 'models/usual')).find((name) => name.endsWith('.bin'))!;
  writeFileSync(path.join(here, 'models/usual', file), 'x');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    command('monday.csv', '--out', 'none', '--model', 'models/usual'),
    options,
  );
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(
    stderr,
    /^\S.*state-\w+\.bin is damaged: it differs from what was saved\. Save the model anew\.\n$/,
  );
  assert.equal(readdirSync(here).includes('none'), false);
});
