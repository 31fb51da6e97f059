import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { enrichAddresses } from '../../lib/enrich/enrich-addresses.js';
import { parseAddressList } from '../../lib/enrich/parse-address-list.js';
import { investigate } from '../../lib/findings/investigate.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { topAnomalies } from '../../lib/report/top-anomalies.js';
import { ruleFolder, ruleText } from '../rules/compile.js';
import { noPython } from '../rules/python.js';

const folder = ruleFolder({
  'shop.yml': ruleText(
    { selection: { 'cs-uri-query|contains': '/voucher/' }, condition: 'selection' },
    {
      title: 'Guessed vouchers',
      description: 'Somebody tries vouchers one after the other.',
      level: 'critical',
      tags: ['attack.credential-access', 'attack.t1110.001'],
      falsepositives: ['a campaign with many vouchers'],
    },
  ),
  'page.yml': ruleText(
    { selection: { 'cs-uri-query|startswith': '/about' }, condition: 'selection' },
    { title: 'About us', description: '', level: 'informational' },
  ),
});
after(() => rmSync(folder, { recursive: true, force: true }));

const log = path.join(folder, 'access.log');
const line = (client: string, second: number, uri: string) =>
  `${client} - - [01/Apr/2024:00:00:${String(second).padStart(2, '0')} +0000] "GET ${uri} HTTP/1.1" ${second % 2 === 0 ? 200 : 404} 99 "-" "Mozilla/5.0"`;
writeFileSync(
  log,
  `${[
    ...[1, 2, 3].map((n) => line('203.0.113.7', n, `/Voucher/${n}`)),
    line('203.0.113.8', 4, '/%76oucher/4'),
    line('203.0.113.9', 5, '/about'),
  ].join('\n')}\n`,
);

test('a rule of the analyst is a finding with its title, level, description, technique and false positives', {
  skip: noPython,
}, async () => {
  const traffic = await openTraffic(log);
  const { findings } = await investigate(traffic, { rules: folder });
  const own = findings.filter(({ kind }) => kind === 'own rule');
  assert.equal(own.length, 1, 'a rule of level informational accuses nobody');
  const [finding] = own;
  assert.equal(
    finding!.sentence,
    'Guessed vouchers: 2 clients sent 4 matching requests, such as /Voucher/1; 2 answered 2xx. Somebody tries vouchers one after the other.',
  );
  assert.deepEqual(
    [finding!.severity, finding!.severityReason, finding!.technique?.id, finding!.benign, finding!.clients],
    [
      'high',
      'the level of the rule is critical',
      'T1110.001',
      ['a campaign with many vouchers'],
      ['203.0.113.7', '203.0.113.8'],
    ],
  );
  const listed = await traffic.engine.query<{ row_id: number }>(finding!.evidence.sql);
  assert.deepEqual(
    listed.map(({ row_id }) => row_id),
    [1, 2, 3, 4],
  );
  const detection = { rowIds: Int32Array.of(1, 2, 3, 4, 5), scores: new Float32Array(5), reasons: () => [] };
  const rows = await topAnomalies(traffic, detection as unknown as Detection, { limit: 5 });
  assert.deepEqual(
    rows.map(({ matched_rules }) => matched_rules),
    ['Guessed vouchers', 'Guessed vouchers', 'Guessed vouchers', 'Guessed vouchers', null],
  );
});

test('clients that the analyst allows are not accused by a rule of theirs', { skip: noPython }, async () => {
  const traffic = await openTraffic(log);
  await enrichAddresses(traffic, { lists: parseAddressList('203.0.113.7, ours', 'allow') });
  const { findings } = await investigate(traffic, { rules: folder });
  assert.deepEqual(
    findings.filter(({ kind }) => kind === 'own rule').map(({ clients }) => clients),
    [['203.0.113.8']],
  );
});

test('without a folder, or with an empty name, only the rules of the project are matched', async () => {
  const traffic = await openTraffic(log);
  for (const options of [{}, { rules: '' }])
    assert.deepEqual(
      (await investigate(traffic, options)).findings.filter(({ kind }) => kind === 'own rule'),
      [],
    );
});

test('a folder that is missing is an error that names it', async () => {
  const traffic = await openTraffic(log);
  await assert.rejects(investigate(traffic, { rules: path.join(folder, 'nowhere') }), /nowhere/);
});
