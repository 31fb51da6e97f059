import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../lib/findings/finding.js';
import { thresholdGuide } from '../../lib/findings/finding-guide.js';
import { investigate } from '../../lib/findings/investigate.js';
import { findingKinds, type ThresholdOptions } from '../../lib/findings/kinds/index.js';
import { surprise } from '../../lib/findings/surprise.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import { people, type TestRecord, trafficOf } from './records.js';

const repeat = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));
const A = '203.0.113.1';

/** Records among people; requests as an SQL expression over `row_id`, where the log has them. */
async function among(records: readonly TestRecord[], requests?: string, method = 'GET'): Promise<Traffic> {
  const traffic = await trafficOf([...people, ...records]);
  if (requests !== undefined)
    await requireLocal(traffic).engine.connection.run(
      `update traffic set method = $method, user_agent = 'Mozilla/5.0', uri = case when src_ip = $source then ${requests} else '/' end`,
      { source: A, method },
    );
  return traffic;
}

const failures = repeat(30, (i) => ({ at: 9000 + 5 * i, source: A, status: 401 }));
/** Too rare for a burst. */
const rareFailures = (n: number, others: number) => [
  ...repeat(n, (i) => ({ at: 9000 + 2000 * i, source: A, status: 401 })),
  ...repeat(others, (i) => ({ at: 9900 + 2000 * i, source: A, bytesIn: 400 + 211 * i })),
];
const stuffing = repeat(30, (i) => ({ at: 9000 + 20 * i, source: `203.0.113.${1 + (i % 10)}`, status: 401 }));
const flood = [
  ...repeat(80, (i) => ({
    at: 9000 + Math.floor(i / 10),
    source: `203.0.113.${1 + (i % 10)}`,
    status: i % 2 ? 503 : 200,
  })),
  // Comes with the flood, and is not refused: four records of five.
  ...[9001, 9002, 9003, 9004, 100_000].map((at) => ({ at, source: '203.0.113.99' })),
];
/** In two windows of five minutes; four records carry more bytes than 99 % of the others. */
const heavy = repeat(12, (i) => ({
  at: 8950 + 9 * i,
  source: `203.0.113.${1 + (i % 2)}`,
  status: 503,
  bytesIn: i < 4 ? 1e6 : 600,
}));
const exchange = (n: number, others: number) => [
  ...repeat(n, (i) => ({ at: 9000 + 1200 * i, source: A, bytesIn: 512 + (i % 3), bytesOut: 225 })),
  ...repeat(others, (i) => ({ at: 9300 + 1200 * i, source: A, bytesIn: 5000 * 2 ** i, bytesOut: 900 })),
];
const scraping = [
  ...repeat(40, (i) => ({
    at: 9000 + 3 * i,
    source: `203.0.113.${1 + (i % 4)}`,
    bytesIn: 500 + (i % 8),
    bytesOut: 20_000 + 997 * i,
  })),
  ...repeat(10, (i) => ({
    at: 9001 + 11 * i,
    source: `203.0.113.${50 + i}`,
    bytesIn: 503,
    bytesOut: 9000 + i * 700,
  })),
];
const ports = repeat(20, (i) => ({ at: 9000 + i, source: A, port: 1000 + i, status: null }));
const servers = repeat(20, (i) => ({ at: 9000 + i, source: A, server: `10.0.1.${i}`, status: null }));
const missing = repeat(20, (i) => ({ at: 9000 + 2 * i, source: A, status: 404 }));
const slow = repeat(20, (i) => ({ at: 900 + 7200 * i, source: A, status: i % 2 ? 404 : 403 }));
const failing = repeat(20, (i) => ({ at: 9000 + 9 * i, source: A, status: i % 2 ? 500 : 403 }));
const large = repeat(8, (i) => ({
  at: 9000 + 900 * i,
  source: A,
  bytesIn: 300 + 211 * i,
  bytesOut: 1e9 + i * 1e8,
}));
const gaps = repeat(400, (i) => ({ at: 3600 * Math.floor(i / 40) + (i % 40), source: '198.51.100.1' }));
/** The capture of people: seconds from its first record to its last. */
const capture = Math.max(...people.map(({ at }) => at)) - Math.min(...people.map(({ at }) => at));

type Case = readonly [
  traffic: () => Promise<Traffic>,
  kind: string,
  threshold: string,
  stillFound: number,
  noLonger: number,
  /** Number of the evidence that tells this finding from others of the kind, or who must be in it. */
  by: string,
];

const cases: readonly Case[] = [
  [() => among(failures), 'brute force', 'failures', 30, 31, 'failures'],
  [() => among(rareFailures(20, 20)), 'brute force', 'oddRecords', 20, 21, 'hits'],
  [() => among(rareFailures(20, 20)), 'brute force', 'oddShare', 0.5, 0.51, 'hits'],
  [() => among(stuffing), 'credential stuffing', 'failures', 30, 31, 'failures'],
  [() => among(stuffing), 'credential stuffing', 'clients', 10, 11, 'failures'],
  [() => among(stuffing), 'credential stuffing', 'tries', 3, 2.99, 'failures'],
  [() => among(flood), 'request flood', 'clients', 11, 12, 'refusals'],
  [() => among(flood), 'request flood', 'records', 84, 85, 'refusals'],
  [() => among(flood), 'request flood', 'refusals', 40, 41, 'refusals'],
  [() => among(flood), 'request flood', 'pause', 1, 0.99, 'refusals=40'],
  [() => among(flood), 'request flood', 'cameRecords', 4, 5, '@203.0.113.99'],
  [() => among(flood), 'request flood', 'cameShare', 0.8, 0.81, '@203.0.113.99'],
  [() => among(heavy), 'request flood', 'pause', 9, 8, 'refusals=12'],
  [() => among(exchange(12, 0)), 'repeated exchange', 'same', 12, 13, 'same'],
  [() => among(exchange(12, 12)), 'repeated exchange', 'share', 0.5, 0.51, 'same'],
  [
    () => among(exchange(12, 0)),
    'repeated exchange',
    'captureShare',
    13_200 / capture,
    13_199 / capture,
    'same',
  ],
  [() => among(exchange(12, 0)), 'repeated exchange', 'bytes', 513, 512.9, 'same'],
  [() => among(scraping), 'scraping', 'requests', 40, 41, 'requests'],
  [() => among(scraping), 'scraping', 'requestsEach', 10, 11, 'requests'],
  [() => among(scraping), 'scraping', 'share', 0.8, 0.81, 'requests'],
  [() => among(ports), 'port scan', 'ports', 20, 21, 'hits'],
  [() => among(servers), 'address scan', 'destinations', 20, 21, 'hits'],
  [() => among(missing, `'/page' || row_id % 7`), 'content discovery', 'paths', 7, 8, 'hits'],
  [() => among(slow, `'/page' || row_id % 7`), 'slow scan', 'requests', 7, 8, 'hits'],
  [() => among(slow), 'slow scan', 'span', 136_800, 136_801, 'hits'],
  [() => among(slow), 'slow scan', 'pause', 7200, 7201, 'hits'],
  [() => among(failing, `'/page' || row_id % 7`), 'error probing', 'requests', 7, 8, 'hits'],
  [() => among(large), 'large transfer', 'oddRecords', 8, 9, 'hits'],
  [() => trafficOf(gaps), 'capture gap', 'gaps', 8, 9, 'gaps'],
];

const shown = async (traffic: Traffic, kind: string, by: string, thresholds: ThresholdOptions = {}) =>
  (await investigate(traffic, { thresholds })).findings.find(
    (finding) => finding.kind === kind && isShown(finding, by),
  );

function isShown({ clients, evidence: { numbers } }: Finding, by: string): boolean {
  if (by.startsWith('@')) return clients.includes(by.slice(1));
  const [name = '', value] = by.split('=');
  return name in numbers && (value === undefined || numbers[name] === Number(value));
}

for (const [traffic, kind, threshold, stillFound, noLonger, by] of cases)
  test(`${kind}: ${threshold} may be ${stillFound}, not ${noLonger}`, async () => {
    const records = await traffic();
    const at = (value: number) => shown(records, kind, by, { [kind]: { [threshold]: value } });
    assert.ok(await at(stillFound), `found with ${threshold} ${stillFound}`);
    assert.equal((await at(noLonger))?.sentence, undefined, `not found with ${threshold} ${noLonger}`);
  });

/** With a chance a little over what the evidence is worth it is found, with a little less not. */
async function chanceIs(
  traffic: Traffic,
  kind: 'brute force' | 'request flood' | 'repeated exchange',
  by: string,
  limit: (numbers: Readonly<Record<string, number>>) => number,
) {
  const first = await shown(traffic, kind, by, { [kind]: { chance: 1 } });
  const chance = limit(first?.evidence.numbers as Readonly<Record<string, number>>);
  assert.ok(await shown(traffic, kind, by, { [kind]: { chance: 1.001 * chance } }), `${chance}`);
  assert.equal(
    (await shown(traffic, kind, by, { [kind]: { chance: 0.999 * chance } }))?.sentence,
    undefined,
    `${chance}`,
  );
}

test('the chance of odd shares is among all clients (1,001 here) and all eight rules', async () => {
  const traffic = await among(rareFailures(4, 4));
  await chanceIs(traffic, 'brute force', 'hits', ({ hits = 0, records = 0, usualShare = 0 }) => {
    assert.deepEqual([hits, records], [4, 8]);
    // 29 of the people's 3,000 answers are 401.
    assert.equal(usualShare, (people.filter(({ status }) => status === 401).length + 1) / 3002);
    return (1001 * 8) / Math.exp(surprise(4, 8, usualShare));
  });
});

test('the chance of a flood by bytes is among all bursts, one here', async () => {
  await chanceIs(await among(heavy), 'request flood', 'refusals=12', ({ busyRefusals, recordsInWindow }) => {
    assert.deepEqual([busyRefusals, recordsInWindow], [4, 6]);
    return 1 / Math.exp(surprise(4, 12, 0.01));
  });
});

test('the chance of a repeated exchange is among all clients', async () => {
  await chanceIs(
    await among(exchange(4, 8)),
    'repeated exchange',
    'same',
    ({ usualShare = 0 }) => 1001 / Math.exp(surprise(4, 12, usualShare)),
  );
});

test('of a client that asks for eight known paths, paths says whether they come from a word list', async () => {
  const traffic = await among(
    repeat(8, (i) => ({ at: 9000 + i, source: A })),
    `'/backup' || row_id || '/.git/config'`,
  );
  const technique = async (paths: number) =>
    (await shown(traffic, 'known probe', 'paths', { 'known probe': { paths } }))?.technique?.id;
  assert.deepEqual([await technique(8), await technique(9)], ['T1595.003', 'T1595.002']);
});

test('a large upload needs its shares of bytes, without its largest record, and at most its share of records', async () => {
  // 10 of 3,010 records; all bytes without the largest record are theirs but for the people's.
  const upload = repeat(10, (i) => ({
    at: 9000 + 4000 * i,
    source: A,
    bytesIn: 1e6 + i,
    bytesOut: 900 + 777 * i,
  }));
  const traffic = await among(upload);
  const theirs = people.reduce((sum, { bytesIn = 0 }) => sum + bytesIn, 0);
  const own = upload.reduce((sum, { bytesIn }) => sum + bytesIn, 0) - (1e6 + 9);
  const share = own / (own + theirs);
  const found = async (settings: { byteShare?: number; recordShare?: number }) =>
    (await shown(traffic, 'large upload', 'share', { 'large upload': settings })) !== undefined;
  assert.deepEqual(
    [await found({ byteShare: share - 1e-6 }), await found({ byteShare: share + 1e-6 })],
    [true, false],
  );
  assert.deepEqual(
    [await found({ recordShare: 10 / 3010 }), await found({ recordShare: 9 / 3010 })],
    [true, false],
  );
});

test('a regular client has at least the regularity, and hours outside the band are unusual', async () => {
  const clock = await among(
    repeat(60, (i) => ({ at: 900 + 1800 * i, source: A, bytesIn: 700 + i * 13, bytesOut: 900 + 777 * i })),
  );
  const found = (regularity: number) =>
    shown(clock, 'regular client', 'score', { 'regular client': { regularity } });
  const score = Number((await found(0))?.evidence.numbers.score);
  assert.ok(
    score > 0.5 && (await found(score)) !== undefined && (await found(score + 1e-9)) === undefined,
    `${score}`,
  );
  const busy = repeat(4 * 24 * 10, (i) => ({ at: 360 * i + 7, source: `198.51.100.${i % 200}` }));
  const traffic = await trafficOf([
    ...busy,
    ...repeat(80, (i) => ({ at: 190_000 + i, source: `198.51.100.${i}` })),
  ]);
  const unusual = (band: number) =>
    shown(traffic, 'unusual period', 'distance', { 'unusual period': { band } });
  const distance = Number((await unusual(6))?.evidence.numbers.distance);
  assert.ok(
    (await unusual(distance - 1e-6)) !== undefined && (await unusual(distance)) === undefined,
    `${distance}`,
  );
});

test('six failed log-ins in a row are a burst, five are not', async () => {
  const burst = async (n: number) => shown(await among(failures.slice(0, n)), 'brute force', 'failures');
  assert.equal((await burst(6))?.evidence.numbers.failures, 6);
  assert.equal(await burst(5), undefined);
});

test('what a threshold is when nobody sets it', () => {
  const odd = { chance: 0.05, oddShare: 0.3, oddRecords: 3 };
  const values = Object.fromEntries(
    findingKinds.map(({ name }) => [
      name,
      Object.fromEntries(thresholdGuide(name).map((row) => [row.threshold, row.value])),
    ]),
  );
  assert.deepEqual(values, {
    'known network': {},
    'listed as bad': {},
    'capture gap': { gaps: 5 },
    'large upload': { byteShare: 0.5, recordShare: 0.5 },
    'regular client': { regularity: 0.95 },
    'unusual period': { band: 6 },
    'own rule': {},
    'request signature': {},
    'credential stuffing': { failures: 6, clients: 5, tries: 10 },
    'request flood': {
      chance: 0.01,
      clients: 2,
      records: 10,
      refusals: 4,
      pause: 10,
      cameRecords: 2,
      cameShare: 0.8,
    },
    'repeated exchange': { chance: 1e-4, same: 4, share: 0.3, captureShare: 0.5, bytes: 4096 },
    scraping: { requests: 8, requestsEach: 2, share: 0.75 },
    'port scan': { ports: 5, ...odd },
    'address scan': { destinations: 5, ...odd },
    'path scan': odd,
    'slow scan': { span: 86_400, pause: 1800, requests: 5, ...odd },
    'brute force': { failures: 6, ...odd },
    'request spike': { clients: 20, timesUsual: 5, windows: 12 },
    'credential attack': {
      logins: 10,
      loginPause: 60,
      loginShare: 0.3,
      clients: 5,
      onlyLogins: 0.8,
      together: 20,
    },
    'form fuzzing': {
      tries: 20,
      queries: 40,
      busiest: 20,
      timesUsual: 5,
      varied: 0.05,
      fast: 60,
      onlyThis: 0.95,
    },
    'server errors': { errors: 5, different: 3, pause: 60, chance: 0.05 },
    'content discovery': { paths: 5, manyPaths: 30, ...odd },
    'changing user agent': { agents: 5, timesUsual: 2, requestsEach: 3, changes: 0.6 },
    'known probe': { paths: 5 },
    'error probing': { requests: 5, ...odd },
    'large transfer': odd,
  });
  for (const { thresholds } of findingKinds)
    for (const { value, range, unit, why } of Object.values(thresholds))
      assert.ok(value >= range[0] && value <= range[1] && unit.length > 3 && why.length > 10, why);
});

test('a kind or threshold that does not exist, or a value out of range, is an error that says what there is', async () => {
  const traffic = await trafficOf(people.slice(0, 10));
  const rejects = (thresholds: object, message: RegExp) =>
    assert.rejects(investigate(traffic, { thresholds: thresholds as ThresholdOptions }), {
      name: 'RangeError',
      message,
    });
  await rejects({ 'brute forze': {} }, /no kind of finding “brute forze” .* “capture gap”, .*“brute force”/);
  await rejects(
    { 'brute force': { tries: 3 } },
    /“brute force” has no threshold “tries”; it has “failures”, “chance”/,
  );
  await rejects({ 'brute force': { constructor: 3 } }, /has no threshold “constructor”/);
  await rejects(
    { scraping: { share: 1.1 } },
    /“share” of “scraping” \(share of the burst .*\) is 1.1; it must be from 0.5 to 1/,
  );
  await rejects({ scraping: { share: Number.NaN } }, /is NaN; it must be/);
});
