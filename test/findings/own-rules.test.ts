import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { enrichAddresses } from '../../lib/enrich/enrich-addresses.js';
import { parseAddressList } from '../../lib/enrich/parse-address-list.js';
import type { Finding } from '../../lib/findings/finding.js';
import { investigate } from '../../lib/findings/investigate.js';
import type { OpenOptions } from '../../lib/load/open-options.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { topAnomalies } from '../../lib/report/top-anomalies.js';
import { written } from '../load/written.js';
import { ruleFolder, ruleText } from '../rules/compile.js';
import { noPython } from '../rules/python.js';
import { combinedLog } from './web-log.js';

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
    'Guessed vouchers: 2 clients sent 4 matching requests, such as /Voucher/1. Somebody tries vouchers one after the other. Answers: 2 answered 2xx with the usual size, 2 refused.',
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
  const own = findings.filter(({ kind }) => kind === 'own rule');
  assert.deepEqual(
    own.map(({ clients }) => clients),
    [['203.0.113.8']],
  );
  assert.deepEqual(
    own.map(({ evidence }) =>
      evidence.tables.map(({ rows }) => rows.map(([first, count]) => [first, count])),
    ),
    [[[['/%76oucher/4', 1]], [['203.0.113.8', 1]]]],
    'tables count the accused clients',
  );
});

/** The finding of the only rule of the analyst that matches. */
async function findingOf(
  file: string,
  rule: Readonly<Record<string, string>>,
  options: OpenOptions = {},
): Promise<Finding> {
  const rules = ruleFolder(rule);
  try {
    const { findings } = await investigate(await openTraffic(file, options), { rules });
    const own = findings.filter(({ kind }) => kind === 'own rule');
    assert.equal(own.length, 1);
    return own[0]!;
  } finally {
    rmSync(rules, { recursive: true, force: true });
  }
}

/** Pages that visitors get, and a client that gets some of them too among its guesses. */
const visits = Array.from({ length: 60 }, (_, i) => ({
  at: 60 * i,
  client: `198.51.100.${(i % 20) + 1}`,
  uri: '/shop',
}));
const guesses = Array.from({ length: 8 }, (_, i) => ({
  at: 5000 + i,
  client: '203.0.113.1',
  uri: `/voucher/${i % 6}`,
  status: 404,
  bytes: 300,
  agent: 'curl/8',
}));
const others = [
  { at: 5010, client: '203.0.113.1', uri: '/shop', agent: 'curl/8' },
  { at: 5020, client: '203.0.113.2', uri: '/voucher/0', status: 403, bytes: 300, agent: null },
];
const vouchers = ruleText(
  { selection: { 'cs-uri-stem|startswith': '/voucher/' }, condition: 'selection' },
  { title: 'Vouchers', level: 'medium' },
);

for (const options of [{}, { redact: true }])
  test(`paths, clients and outcome of a rule count the records that match it ${JSON.stringify(options)}`, {
    skip: noPython,
  }, async () => {
    const file = written('vouchers.log', combinedLog([...visits, ...guesses, ...others]));
    const { outcome, severity, sentence, evidence, clients } = await findingOf(
      file,
      { 'x.yml': vouchers },
      options,
    );
    const [paths, agents] = evidence.tables;
    assert.deepEqual(
      { title: paths?.title, rows: paths?.rows, omitted: paths?.omitted },
      {
        title: 'Paths',
        rows: [
          ['/voucher/0', 3, '404 × 2, 403 × 1'],
          ['/voucher/1', 2, '404 × 2'],
          ['/voucher/2', 1, '404 × 1'],
          ['/voucher/3', 1, '404 × 1'],
          ['/voucher/4', 1, '404 × 1'],
        ],
        omitted: 1,
      },
    );
    assert.deepEqual(agents?.columns, ['client', 'requests', 'user agent', 'first', 'last']);
    assert.deepEqual(
      agents?.rows.map((row) => row.slice(0, 3)),
      [
        [clients[0], 8, 'curl/8'],
        [clients[1], 1, 'none'],
      ],
    );
    assert.equal(clients.includes('203.0.113.1'), options.redact === undefined);
    assert.deepEqual([outcome?.result, severity], ['refused', 'low']);
    assert.match(sentence, /2 clients sent 9 matching requests, such as .* All 9 were refused/);
  });

test('a match that is answered with what nobody else gets is a possible success', {
  skip: noPython,
}, async () => {
  const hit = { at: 5009, client: '203.0.113.1', uri: '/voucher/7', status: 200, bytes: 9000 };
  const file = written('voucher-hit.log', combinedLog([...visits, ...guesses, hit]));
  const { outcome, severity } = await findingOf(file, { 'x.yml': vouchers });
  assert.equal(outcome?.result, 'possible success');
  assert.match(outcome.sentence, /1 attempt answered 2xx, such as \/voucher\/7 \(8\.8 KiB\)/);
  assert.equal(severity, 'high');
});

test('a correlation counts the records that complete it', { skip: noPython }, async () => {
  const file = written('voucher-series.log', combinedLog([...visits, ...guesses, ...others]));
  const counted = ruleText(
    { selection: { 'cs-uri-stem|startswith': '/voucher/' }, condition: 'selection' },
    { name: 'voucher', level: 'informational' },
  );
  const correlation = JSON.stringify({
    title: 'Many vouchers',
    id: '00000000-0000-4000-8000-00000000abcd',
    level: 'high',
    correlation: {
      type: 'event_count',
      rules: ['voucher'],
      'group-by': ['c-ip'],
      timespan: '1m',
      condition: { gte: 7 },
    },
  });
  const { evidence, outcome } = await findingOf(file, { 'x.yml': `${counted}\n---\n${correlation}` });
  assert.deepEqual(
    evidence.tables.map(({ rows }) => rows.map((row) => row.slice(0, 2))),
    [
      [
        ['/voucher/0', 1],
        ['/voucher/1', 1],
      ],
      [['203.0.113.1', 2]],
    ],
  );
  assert.equal(outcome?.sentence, 'All 2 were refused (400 to 499).');
});

test('a rule on records without requests says by whom, without paths, agents and outcome', {
  skip: noPython,
}, async () => {
  const flow = (client: string, port: number, second: number) =>
    `2 123456789012 eni-1 ${client} 10.0.0.5 40000 ${port} 6 10 900 ${1711929600 + second} ${1711929605 + second} ACCEPT OK`;
  const header =
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
  const flows = [
    ...[0, 10, 20].map((second) => flow('198.51.100.1', 22, second)),
    flow('198.51.100.2', 22, 30),
    flow('198.51.100.2', 443, 40),
  ];
  const ssh = ruleText(
    { selection: { dst_port: 22 }, condition: 'selection' },
    { title: 'SSH', description: '', level: 'medium' },
  );
  const { sentence, severity, outcome, evidence } = await findingOf(
    written('flows.log', `${[header, ...flows].join('\n')}\n`),
    { 'x.yml': ssh },
  );
  assert.equal(sentence, 'SSH: 2 clients sent 4 matching records, such as 10.0.0.5 port 22.');
  assert.deepEqual([severity, outcome], ['medium', null]);
  assert.deepEqual(evidence.numbers, { rule: 'SSH', records: 4, requests: 0 });
  assert.deepEqual(evidence.tables, [
    {
      title: 'Clients',
      columns: ['client', 'records', 'first', 'last'],
      rows: [
        ['198.51.100.1', 3, '2024-04-01 00:00:00', '2024-04-01 00:00:20'],
        ['198.51.100.2', 1, '2024-04-01 00:00:30', '2024-04-01 00:00:30'],
      ],
      omitted: 0,
    },
  ]);
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
