import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientContext } from '../../lib/findings/client-context.js';
import { completeFinding } from '../../lib/findings/complete-finding.js';
import type { FindingDraft } from '../../lib/findings/finding.js';
import { investigate } from '../../lib/findings/investigate.js';
import { bruteForce } from '../../lib/findings/kinds/brute-force.js';
import type { FindingKind, Investigation } from '../../lib/findings/kinds/finding-kind.js';
import { requestFlood } from '../../lib/findings/kinds/request-flood.js';
import { accuseOnce } from '../../lib/findings/order-findings.js';
import { surprise } from '../../lib/findings/surprise.js';
import { people, type TestRecord, trafficOf } from './records.js';

const repeat = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));
const A = '203.0.113.1';
const at = new Date('2024-04-01T02:30:00Z');
const accusing = async (records: readonly TestRecord[]) =>
  (await investigate(await trafficOf([...people, ...records]))).findings.filter(({ accuses }) => accuses);

/** What a kind's first signal sees in items, without an engine. */
async function look(kind: FindingKind, items: readonly object[], more: Partial<Investigation> = {}) {
  const investigation = { ...more, once: async () => items } as unknown as Investigation;
  const candidates = await kind.signals[0]!.look(investigation, undefined, 1);
  return candidates.surprises.map((found, item) => (found === null ? null : candidates.write([item])[0]!));
}

test('in a burst of failed log-ins counts who fails more often than 95 % of all failing windows, not as often', async () => {
  const client = (src_ip: string, failures: number) => ({
    ...{ src_ip, failures, dst_ip: '10.0.0.1', burst: 1, first_seen: at, last_seen: at },
    ...{ own_p95: 0, own_windows: 0, usual_p95: 10, usual_p99: 20 },
  });
  const [burst] = await look(bruteForce, [{ clients: [client(A, 11), client('203.0.113.2', 10)] }]);
  assert.deepEqual(burst?.clients, [A]);
});

test('who fails in a burst as often as at other times was there by chance, more often not', async () => {
  const guesses = repeat(30, (i) => ({
    at: 90_000 + 20 * i,
    source: `203.0.113.${1 + (i % 10)}`,
    status: 401,
  }));
  // Three failures in each of twenty windows at other times, too far apart for a burst.
  const others = repeat(60, (i) => ({
    at: 30_000 + 600 * Math.floor(i / 3) + 145 * (i % 3),
    source: '203.0.113.99',
    status: 401,
  }));
  const inside = (n: number) =>
    repeat(n, (i) => ({ at: 90_101 + 50 * i, source: '203.0.113.99', status: 401 }));
  for (const [n, sources] of [
    [3, 10],
    [4, 11],
  ] as const) {
    const [burst] = (await accusing([...guesses, ...others, ...inside(n)])).filter(
      ({ kind }) => kind === 'credential stuffing',
    );
    assert.equal(burst?.clients.length, sources, `${n} failures`);
  }
});

test('the clients of a flood send more than 95 % of all do in a window, not as many', async () => {
  const row = (src_ip: string, burst_records: number) => ({
    ...{ src_ip, burst_records, dst_ip: '10.0.0.1', burst: 1, first_seen: at, last_seen: at },
    ...{ burst_refusals: 20, burst_busy_refusals: 0, burst_windows: 1, burst_seconds: 30 },
  });
  const windows = {
    seconds: 300,
    limitOf: (server: string | null) => ({ p95: server ? 1 : 5, p99: server ? 8 : 50 }),
  };
  const found = await look(
    requestFlood,
    [10, 12].map((records) => [row(A, records), row('203.0.113.2', records)]),
    { windows },
  );
  assert.deepEqual(
    found.map((evidence) => evidence?.numbers.recordsInWindow),
    [undefined, 12],
  );
});

test('a server that refuses with 429 alone is flooded as well', async () => {
  const flood = repeat(80, (i) => ({
    at: 9000 + Math.floor(i / 10),
    source: `203.0.113.${1 + (i % 10)}`,
    status: i % 2 ? 429 : 200,
  }));
  assert.deepEqual(
    (await accusing(flood)).map(({ kind }) => kind),
    ['request flood'],
  );
});

test('requests of nearly one size are one burst on both sides of a step of 15 %, from four on each side', async () => {
  // A step ends at e^(0.15 × 41) = 469.1 B.
  const scraping = (n: number) =>
    repeat(n, (i) => ({
      at: 9000 + 3 * i,
      source: A,
      bytesIn: i % 2 ? 473 : 465,
      bytesOut: 20_000 + 997 * i,
    }));
  const found = await accusing(scraping(40));
  assert.deepEqual(
    found.map(({ kind, evidence }) => [kind, evidence.numbers.requests]),
    [['scraping', 40]],
  );
  const few = await accusing(scraping(8));
  assert.deepEqual(
    few.map(({ kind, evidence }) => [kind, evidence.numbers.requests]),
    [['scraping', 8]],
  );
  assert.deepEqual(await accusing(scraping(7)), []);
});

test('requests of one size that are further apart than a tenth of their mean interval are no burst', async () => {
  // One request of 1,000,000 B or so at each end of two days, and ten between: every 1,320 s (12 in 172,800 s make 14,400 s).
  const sized = (pause: number) =>
    [0, ...repeat(10, (i) => 80_000 + pause * i), 172_799].map((second, i) => ({
      at: second,
      source: A,
      bytesIn: 1_000_000 + i,
      bytesOut: 20_000 + 9997 * i,
    }));
  const requests = async (pause: number) =>
    (await accusing(sized(pause))).find(({ kind }) => kind === 'scraping')?.evidence.numbers.requests;
  assert.deepEqual([await requests(1430), await requests(1450)], [10, undefined]);
});

test('of several oddities of a client the most surprising is the finding', async () => {
  const scan = (atRarePorts: number, missing: number) =>
    repeat(20, (i) => ({
      at: 9000 + 2 * i,
      source: A,
      port: i < atRarePorts ? 1000 + i : 443,
      status: i < missing ? 404 : 200,
      bytesIn: 400 + 411 * i,
    }));
  const kinds = async (...numbers: readonly [number, number]) =>
    (await accusing(scan(...numbers))).map(({ kind }) => kind);
  assert.deepEqual(await kinds(8, 20), ['path scan']);
  assert.deepEqual(await kinds(20, 8), ['port scan']);
});

test('a client with as many missing pages as errors guesses paths; with one error more it probes for errors', async () => {
  const status = (errors: number) =>
    repeat(21, (i) => ({ at: 9000 + 9 * i, source: A, status: i < errors ? 403 : i < 20 ? 404 : 200 }));
  assert.deepEqual(
    (await accusing(status(10))).map(({ kind }) => kind),
    ['path scan'],
  );
  assert.deepEqual(
    (await accusing(status(11))).map(({ kind }) => kind),
    ['error probing'],
  );
});

test('a slow client that asks for what is not there is a slow scan, however surprising its 404 are', async () => {
  const slow = repeat(20, (i) => ({ at: 900 + 7200 * i, source: A, status: 404 }));
  assert.deepEqual(
    (await accusing(slow)).map(({ kind }) => kind),
    ['slow scan'],
  );
});

test('a port is rare with under 1 % of all records, not with 1 %', async () => {
  // 3,200 records; each of five ports has four of the client's and 27 or 28 others.
  const scan = repeat(20, (i) => ({ at: 9000 + i, source: A, port: 1000 + (i % 5), status: null }));
  const others = (n: number) =>
    repeat(180, (i) => ({
      at: 100 + 900 * i,
      source: `198.51.3.${i + 1}`,
      port: i < n ? 1000 + (i % 5) : 443,
      bytesIn: 300 + 977 * (i % 90),
    }));
  const kinds = async (n: number) =>
    (await accusing([...scan, ...others(n)]))
      .filter(({ clients }) => clients.includes(A))
      .map(({ kind }) => kind);
  assert.deepEqual(await kinds(135), ['port scan']);
  assert.deepEqual(await kinds(140), []);
});

const draft = (
  kind: FindingDraft['kind'],
  clients: readonly string[],
  surprising: number | null = null,
): FindingDraft => ({
  ...{ kind, clients, from: at, to: at, sentence: 'x', numbers: {}, surprise: surprising },
});

test('confidence is high beyond a chance of e^-30, and medium up to it', () => {
  assert.equal(completeFinding(draft('port scan', [A], 30), null).confidence, 'medium');
  assert.equal(completeFinding(draft('port scan', [A], 30.01), null).confidence, 'high');
});

test('severity is one lower where all clients are on lists of harmless networks, and never under low', () => {
  const context = (kind: string | null): ClientContext => ({
    ...{ owner: null, kind, known: null, verdict: null, comment: null, special: null },
  });
  const severity = (kind: FindingDraft['kind'], ...kinds: readonly (string | null)[]) => {
    const contexts = new Map(kinds.map((each, i) => [`203.0.113.${i}`, context(each)]));
    return completeFinding(draft(kind, [...contexts.keys()]), contexts).severity;
  };
  assert.equal(severity('brute force', 'scanner', 'gateway'), 'medium');
  assert.equal(severity('brute force', 'scanner', null), 'high');
  assert.equal(severity('brute force', 'vpn'), 'high');
  assert.equal(severity('port scan', 'scanner'), 'low');
  assert.equal(severity('regular client', 'monitor'), 'info');
});

test('a client is accused once; a group of which half is left is a group, of less it is none', () => {
  const group = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4'];
  const left = (accused: number, allowed: readonly string[] = []) =>
    accuseOnce([draft('request signature', group.slice(0, accused)), draft('scraping', group)], (source) =>
      allowed.includes(source),
    ).map(({ kind, clients }) => [kind, clients.length]);
  assert.deepEqual(left(2), [
    ['request signature', 2],
    ['scraping', 2],
  ]);
  assert.deepEqual(left(3), [['request signature', 3]]);
  assert.deepEqual(left(0, group.slice(0, 3)), [['scraping', 1]]);
});

test('a sentence that counts allowed clients says how many of them are not accused', () => {
  const group = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4'];
  const sentences = (allowed: number) =>
    accuseOnce([draft('scraping', group)], (client) => group.indexOf(client) < allowed).map(
      ({ sentence }) => sentence,
    );
  const [plain] = sentences(0);
  assert.deepEqual(sentences(1), [`${plain} 1 of them is on your allow list and not accused.`]);
  assert.deepEqual(sentences(2), [`${plain} 2 of them are on your allow list and not accused.`]);
  assert.deepEqual(sentences(4), []);
});

test('a regular client that is accused is not called harmless; a denied client may be accused of more', () => {
  const kinds = accuseOnce(
    [
      draft('regular client', [A]),
      draft('listed as bad', [A]),
      draft('large upload', [A]),
      draft('scraping', [A]),
    ],
    () => false,
  ).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['listed as bad', 'large upload', 'scraping']);
  const denied = accuseOnce([draft('listed as bad', [A]), draft('regular client', [A])], () => true);
  assert.equal(denied.length, 2);
});

test('surprise is the Chernoff bound: nothing up to the expected share, more beyond it', () => {
  assert.equal(surprise(2, 100, 0.02), 0);
  assert.equal(surprise(1, 100, 0.02), 0);
  assert.equal(surprise(0, 0, 0.02), 0);
  assert.equal(surprise(10, 10, 0.5).toFixed(12), (10 * Math.LN2).toFixed(12));
  assert.equal(surprise(9, 10, 0.02).toFixed(2), '31.98');
  assert.throws(() => surprise(1, 2, 1), RangeError);
});

test('two failed log-ins are of one burst up to a tenth of the server’s mean time between failures', async () => {
  // 29 failures of people and 11 of the client in 172,821 s: a tenth of 4,320 s.
  const failures = (pause: number) => repeat(11, (i) => ({ at: 90_000 + pause * i, source: A, status: 401 }));
  const burst = async (pause: number) =>
    (await accusing(failures(pause))).find(({ evidence }) => 'failures' in evidence.numbers)?.evidence
      .numbers;
  assert.equal((await burst(420))?.failures, 11);
  assert.equal(await burst(440), undefined);
});

test('a repeated exchange is of one size within 10 %, and was answered with success', async () => {
  const exchange = (sizes: number, status: number | null) =>
    repeat(12, (i) => ({
      at: 9000 + 1200 * i,
      source: A,
      bytesIn: 500 + (i % 2) * sizes,
      bytesOut: 225,
      status,
    }));
  const same = async (sizes: number, status: number | null) =>
    (await accusing(exchange(sizes, status))).find(({ kind }) => kind === 'repeated exchange')?.evidence
      .numbers.same;
  // Steps of 10 %: 493 to 543 B; of 5 % they would end at 517 B.
  assert.deepEqual([await same(40, 200), await same(40, 204), await same(40, null)], [12, 12, 12]);
  assert.deepEqual(
    [await same(60, 200), await same(40, 302), await same(40, 199)],
    [6, undefined, undefined],
  );
});

test('who failed before a burst, but not within its length of it, is judged by that time too', async () => {
  const guesses = repeat(30, (i) => ({
    at: 90_000 + 20 * i,
    source: `203.0.113.${1 + (i % 10)}`,
    status: 401,
  }));
  const once = [{ at: 90_305, source: '203.0.113.99', status: 401 }];
  const visit = (second: number) => [{ at: second, source: '203.0.113.99', bytesIn: 333 }];
  const sources = async (second: number) =>
    (await accusing([...guesses, ...once, ...visit(second)])).find(
      ({ kind }) => kind === 'credential stuffing',
    )?.clients.length;
  // The burst lasts 580 s. Who comes at other times and failed once is a bystander; within 580 s it is no other time.
  assert.deepEqual([await sources(90_000 - 581), await sources(90_000 - 580)], [10, 11]);
  assert.deepEqual([await sources(90_580 + 581), await sources(90_580 + 580)], [10, 11]);
});

test('a refused record is busy with more bytes than 99 % of the server’s, not 90 %', async () => {
  // People send 300 to 1,799 B: 1,750 is above 90 % of them (1,720 with the step of 5 %), and not above 99 %.
  const refused = (bytesIn: number) =>
    repeat(12, (i) => ({ at: 8950 + 9 * i, source: `203.0.113.${1 + (i % 2)}`, status: 503, bytesIn }));
  const busy = async (bytesIn: number) =>
    (await accusing(refused(bytesIn))).find(({ kind }) => kind === 'request flood')?.evidence.numbers
      .busyRefusals;
  assert.deepEqual([await busy(1750), await busy(2000)], [undefined, 12]);
});

test('requests of sizes two steps of 15 % apart are two bursts', async () => {
  const scraping = repeat(40, (i) => ({
    at: 9000 + 3 * i,
    source: A,
    bytesIn: i % 2 ? 500 : 700,
    bytesOut: 20_000 + 997 * i,
  }));
  assert.deepEqual(
    (await accusing(scraping)).map(({ kind, evidence }) => [kind, evidence.numbers.requests]),
    [['scraping', 20]],
  );
});

test('a slow scan counts answers 400, 403, 404 and 405, and no others', async () => {
  const slow = repeat(24, (i) => ({
    at: 900 + 7200 * i,
    source: A,
    status: [400, 403, 404, 405, 200, 410][i % 6]!,
  }));
  assert.deepEqual(
    (await accusing(slow)).map(({ kind, evidence }) => [
      kind,
      evidence.numbers.hits,
      evidence.numbers.records,
    ]),
    [['slow scan', 16, 24]],
  );
});

test('an answer is large for its own server and port from 500 records on, for all records under that', async () => {
  // 50,000 B are far more than this server's 1,000 B, and less than the people's 99th percentile.
  const server = (n: number) => [
    ...repeat(n - 4, (i) => ({
      at: 345 * i,
      source: `192.0.2.${i % 200}`,
      server: '10.0.0.2',
      bytesIn: 300 + 977 * (i % 90),
      bytesOut: 1000,
    })),
    ...repeat(4, (i) => ({
      at: 9000 + 9000 * i,
      source: A,
      server: '10.0.0.2',
      bytesIn: 300 + 211 * i,
      bytesOut: 50_000,
    })),
  ];
  const kinds = async (n: number) =>
    (await accusing(server(n))).filter(({ clients }) => clients.includes(A)).map(({ kind }) => kind);
  assert.deepEqual([await kinds(500), await kinds(499)], [['large transfer'], []]);
});
