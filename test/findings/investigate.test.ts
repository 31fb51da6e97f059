import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrichAddresses } from '../../lib/enrich/enrich-addresses.js';
import { findingEvidence, findingRecords } from '../../lib/findings/finding-evidence.js';
import { investigate } from '../../lib/findings/investigate.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { realData } from '../real-data.js';
import { people, trafficOf } from './records.js';

const accusing = async (records: Parameters<typeof trafficOf>[0]) =>
  (await investigate(await trafficOf(records))).findings.filter((finding) => finding.accuses);
const repeat = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));

test('people who mistype and miss a page now and then are not accused', async () => {
  assert.deepEqual(await accusing(people), []);
});

const attacks = [
  [
    'port scan',
    'T1595',
    repeat(20, (i) => ({ at: 9000 + i, source: '203.0.113.1', port: 1000 + i, status: null })),
  ],
  [
    'address scan',
    'T1595.001',
    repeat(20, (i) => ({ at: 9000 + i, source: '203.0.113.1', server: `10.0.1.${i}`, status: null })),
  ],
  ['path scan', 'T1595.003', repeat(20, (i) => ({ at: 9000 + 2 * i, source: '203.0.113.1', status: 404 }))],
  [
    'slow scan',
    'T1595.002',
    repeat(20, (i) => ({ at: 900 + 7200 * i, source: '203.0.113.1', status: i % 2 ? 404 : 403 })),
  ],
  ['brute force', 'T1110.001', repeat(30, (i) => ({ at: 9000 + 5 * i, source: '203.0.113.1', status: 401 }))],
  [
    'credential stuffing',
    'T1110.004',
    repeat(30, (i) => ({ at: 9000 + 20 * i, source: `203.0.113.${1 + (i % 10)}`, status: 401 })),
  ],
  [
    'error probing',
    'T1190',
    repeat(20, (i) => ({ at: 9000 + 9 * i, source: '203.0.113.1', status: i % 2 ? 500 : 403 })),
  ],
  [
    'scraping',
    'T1594',
    repeat(40, (i) => ({
      at: 9000 + 3 * i,
      source: `203.0.113.${1 + (i % 4)}`,
      bytesIn: 500 + (i % 8),
      bytesOut: 20_000 + 997 * i,
    })),
  ],
  [
    'request flood',
    'T1499.002',
    repeat(80, (i) => ({
      at: 9000 + Math.floor(i / 10),
      source: `203.0.113.${1 + (i % 10)}`,
      status: i % 2 ? 503 : 200,
    })),
  ],
  [
    'large transfer',
    'T1048',
    repeat(8, (i) => ({
      at: 9000 + 900 * i,
      source: '203.0.113.1',
      bytesIn: 300 + 211 * i,
      bytesOut: 1e9 + i * 1e8,
    })),
  ],
  [
    'repeated exchange',
    'T1505.003',
    repeat(12, (i) => ({
      at: 9000 + 1200 * i,
      source: '203.0.113.1',
      bytesIn: 512 + (i % 3),
      bytesOut: 220 + (i % 2),
    })),
  ],
] as const;

for (const [kind, technique, records] of attacks)
  test(`a ${kind} among people is found with all its sources and no other, as ${technique}`, async () => {
    const found = await accusing([...people, ...records]);
    assert.deepEqual(
      found.map((finding) => [finding.kind, finding.technique?.id, [...finding.clients].sort()]),
      [[kind, technique, [...new Set(records.map((record) => record.source))].sort()]],
    );
    const [finding] = found;
    assert.ok(
      finding!.benign.length > 0 && finding!.nextStep.length > 20 && finding!.severityReason.length > 10,
    );
  });

test('one call goes from a finding to its SQL, its records and a figure of them', async () => {
  const records = repeat(30, (i) => ({ at: 9000 + 5 * i, source: '203.0.113.1', status: 401 }));
  const traffic = await trafficOf([...people, ...records]);
  const [finding] = (await investigate(traffic)).findings.filter(({ accuses }) => accuses);
  const { sql, records: found, figure } = await findingEvidence(traffic, finding!);
  assert.equal(found.length, 30);
  assert.ok(found.every(({ src_ip, response_code }) => src_ip === '203.0.113.1' && response_code === 401));
  assert.match(sql, /^select \* from traffic\nwhere /);
  assert.match(figure.title, /^30 records of 1 source within 2 min 25 s/);
});

test('records alone never prove an exfiltration or a web shell: both stay hypotheses of low confidence', async () => {
  for (const [, , records] of attacks.slice(-2)) {
    const [finding] = await accusing([...people, ...records]);
    assert.equal(finding?.technique?.claim, 'hypothesis');
    assert.equal(finding?.confidence, 'low');
  }
});

test('a large transfer says how many bytes went out for one that came in, beside the port’s usual number', async () => {
  const [finding] = await accusing([...people, ...attacks[9][2]]);
  const { bytesOutPerByteIn: own, usualBytesOutPerByteIn: usual } = finding!.evidence.numbers;
  const [first, ...rest] = attacks[9][2].map(({ bytesOut = 0, bytesIn = 0 }) => [bytesOut, bytesIn] as const);
  const [out, into] = rest.reduce((a, b) => [a[0] + b[0], a[1] + b[1]] as const, first!);
  assert.equal(own, out / into);
  const ratios = people
    .map(({ bytesIn = 0, bytesOut = 0 }) => (1 + bytesOut) / (1 + bytesIn))
    .sort((a, b) => a - b);
  const median = ratios[1500]!;
  assert.ok(Number(usual) > 0.94 * median && Number(usual) < 1.06 * median, `${usual} ${median}`);
  assert.match(finding!.sentence, /where port 443 usually sends \d+/);
});

test('an outage, in which everybody is refused at the usual rate, is not a flood', async () => {
  const outage = people.map((record) =>
    record.at > 9000 && record.at < 12_000 ? { ...record, status: 503 } : record,
  );
  assert.deepEqual(await accusing(outage), []);
});

test('who fails to log in once while others guess, and comes at other times too, is a bystander', async () => {
  const guesses = repeat(30, (i) => ({
    at: 90_000 + 20 * i,
    source: `203.0.113.${1 + (i % 10)}`,
    status: 401,
  }));
  const regular = repeat(40, (i) => ({ at: 1000 + 4000 * i, source: '203.0.113.99', bytesIn: 300 + 37 * i }));
  const once = [{ at: 90_305, source: '203.0.113.99', status: 401 }];
  const [finding, ...others] = await accusing([...people, ...guesses, ...regular, ...once]);
  assert.deepEqual([finding?.kind, finding?.clients.length, others], ['credential stuffing', 10, []]);
  assert.ok(!finding?.clients.includes('203.0.113.99'));
});

test('as many refusals in the server’s usual number of records a window are an outage; in more, a flood', async () => {
  const refused = (each: number) =>
    repeat(12 * each, (i) => ({
      at: 9000 + Math.floor((i * 200) / (12 * each)),
      source: `203.0.113.${1 + (i % 12)}`,
      status: 503,
    }));
  // 99 % of the windows of five minutes have at most seven records of people.
  assert.deepEqual(
    (await accusing([...people, ...refused(6)])).map(({ kind }) => kind),
    ['request flood'],
  );
  const calm = people.filter(({ at }) => at < 9000 || at > 9300);
  const few = refused(6).slice(0, 6);
  assert.deepEqual(await accusing([...calm, ...few]), []);
});

test('one huge upload of one source is no habit, many are', async () => {
  const send = (n: number) =>
    repeat(n, (i) => ({
      at: 9000 + 4000 * i,
      source: '203.0.113.1',
      bytesIn: 1e9 / n + 311 * i,
      bytesOut: 900 + 777 * i,
    }));
  assert.deepEqual(await accusing([...people, ...send(1)]), []);
  assert.deepEqual(
    (await accusing([...people, ...send(5)])).map(({ kind }) => kind),
    ['large upload'],
  );
});

test('who asks for one missing page again and again follows a dead link, where requests are logged', async () => {
  const scanned = async (uri: string) => {
    const traffic = await trafficOf([...people, ...attacks[3][2]]);
    await requireLocal(traffic).engine.connection.run(
      `update traffic set uri = case when src_ip = '203.0.113.1' then ${uri} else '/' end, user_agent = 'Mozilla/5.0', method = 'GET'`,
    );
    return (await investigate(traffic)).findings.filter(({ accuses }) => accuses).map(({ kind }) => kind);
  };
  assert.deepEqual(await scanned(`'/old.jar'`), []);
  assert.deepEqual(await scanned(`'/page' || row_id`), ['slow scan']);
});

test('many gaps are one finding, and a source with most of the records may have most of the bytes', async () => {
  const records = Array.from({ length: 400 }, (_, i) => ({
    at: 3600 * Math.floor(i / 40) + (i % 40),
    source: '198.51.100.1',
    bytesIn: Math.round(300 * 1.2 ** (i % 40)),
  }));
  const { findings } = await investigate(await trafficOf(records));
  assert.deepEqual(
    findings.map(({ kind, evidence }) => [kind, evidence.numbers.gaps]),
    [['capture gap', 9]],
  );
});

test('whom the analyst allows is never accused, and whom he denies is', async () => {
  const records = attacks[4][2];
  const traffic = await trafficOf([...people, ...records]);
  const list = (cidr: string, verdict: 'allow' | 'deny') => ({
    cidr,
    verdict,
    comment: 'our test',
    expires: null,
  });
  await enrichAddresses(traffic, { lists: [list('203.0.113.1', 'allow'), list('198.51.0.1', 'deny')] });
  const found = (await investigate(traffic)).findings.filter((finding) => finding.accuses);
  assert.deepEqual(
    found.map(({ kind, clients }) => [kind, clients]),
    [['listed as bad', ['198.51.0.1']]],
  );
});

test('a suppressed finding is not shown until the day comes, and needs a reason', async () => {
  const traffic = await trafficOf([...people, ...attacks[4][2]]);
  const suppressions = [{ match: '203.0.113.1', reason: 'our own test', expires: '2026-12-31' }];
  const before = await investigate(traffic, { suppressions, now: new Date('2026-12-30') });
  assert.deepEqual(
    before.suppressed.map(({ kind, suppressed }) => [kind, suppressed?.reason]),
    [['brute force', 'our own test']],
  );
  const after = await investigate(traffic, { suppressions, now: new Date('2026-12-31') });
  assert.deepEqual(after.suppressed, []);
  await assert.rejects(
    investigate(traffic, { suppressions: [{ match: 'x', reason: ' ', expires: '2026-12-31' }] }),
    /needs a reason/,
  );
});

test('the same traffic gives the same ledger, and stops when asked', async () => {
  const traffic = await trafficOf([...people, ...attacks[4][2]]);
  assert.deepEqual(await investigate(traffic), await investigate(traffic));
  await assert.rejects(investigate(traffic, { signal: AbortSignal.abort() }), /abort/i);
});

test('hostile text in a source reaches SQL as text', async () => {
  const traffic = await trafficOf(people);
  const hostile = `x'); drop table traffic; --`;
  for (let i = 0; i < 20; i++)
    await requireLocal(traffic).engine.connection.run(
      `insert into traffic by name select cast(9000 + $i as integer) as row_id, 600 as bytes_in, 500 as bytes_out, timestamp '2024-04-01 03:00:00' + to_seconds($i) as creation_time,
         $hostile as src_ip, 'DE' as src_ip_country_code, 'HTTPS' as protocol, 404 as response_code, 443 as dst_port, '10.0.0.1' as dst_ip`,
      { i, hostile },
    );
  const finding = (await investigate(traffic)).findings.find(({ accuses }) => accuses);
  assert.deepEqual(finding?.clients, [hostile]);
  assert.equal((await findingRecords(traffic, finding!)).length, 20);
  assert.equal((await traffic.engine.query<{ n: bigint }>('select count(*) as n from traffic'))[0]?.n, 3020n);
});

test('the real file shows the four facts, and neither attacks nor regular clients', realData, async () => {
  const traffic = await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv'));
  await enrichAddresses(traffic);
  const { findings } = await investigate(traffic);
  const says = (pattern: RegExp) =>
    assert.ok(
      findings.some(({ sentence }) => pattern.test(sentence)),
      `${pattern}\n${findings.map((f) => f.sentence).join('\n')}`,
    );
  says(/225 of 282 records \(80 %\) are listed as gateway \(zscaler\) on \d{4}-\d\d-\d\d/);
  says(
    /10 sources, all in one network \(65\.49\.1\.0\/24\), .* are listed as scanner \(shadowserver-nt-scanning\)/,
  );
  says(/155\.91\.45\.242 alone sent 93 % of all bytes/);
  says(/Nothing was recorded for 6 h, 2024-04-26 02:00:00 to 2024-04-26 08:00:00 UTC/);
  assert.deepEqual(
    findings.filter(({ accuses }) => accuses).map(({ kind }) => kind),
    ['large upload'],
  );
  assert.match(
    findings.find(({ kind }) => kind === 'large upload')?.context.join() ?? '',
    /on no public list/,
  );
  assert.ok(findings.every(({ kind }) => kind !== 'regular client'));
});
