import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../lib/findings/finding.js';
import { investigate } from '../../lib/findings/investigate.js';
import type { ThresholdOptions } from '../../lib/findings/kinds/index.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import type { Traffic } from '../../lib/load/traffic.js';
import { written } from '../load/written.js';
import { combinedLog, type LoggedRequest } from './web-log.js';

const repeat = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));
const A = '203.0.113.1';
const B = '203.0.113.2';

/** 200 people within six hours: four pages each, a form that few send twice, a dead link and a broken page. */
const visitors: readonly LoggedRequest[] = repeat(200, (i) => i).flatMap((i) => {
  const client = `198.51.100.${i + 1}`;
  const at = 100 * i;
  const referer = 'https://shop.example/';
  return [
    { at, client },
    { at: at + 9, client, uri: `/page-${i % 10}`, referer, bytes: 5000 + 10 * (i % 10) },
    { at: at + 30, client, uri: `/page-${(i + 3) % 10}`, referer, bytes: 5000 + 10 * ((i + 3) % 10) },
    ...(i % 9 === 0 ? [{ at: at + 33, client, uri: '/gone', status: 404, bytes: 310, referer }] : []),
    ...(i % 8 === 0
      ? [{ at: at + 40, client, method: 'POST', uri: '/contact', status: 303, bytes: 0, referer }]
      : []),
    ...(i % 7 === 0 ? [{ at: at + 50, client, uri: '/broken', status: 500, bytes: 620, referer }] : []),
    ...(i % 6 === 0
      ? [{ at: at + 60, client, method: 'POST', uri: '/login', status: 302, bytes: 0, referer }]
      : []),
  ];
});

let logs = 0;
const among = (requests: readonly LoggedRequest[]): Promise<Traffic> =>
  openTraffic(written(`requests-${++logs}.log`, combinedLog([...visitors, ...requests])));

const findingsIn = async (requests: readonly LoggedRequest[], thresholds: ThresholdOptions = {}) =>
  (await investigate(await among(requests), { thresholds })).findings;
const accusationsIn = async (requests: readonly LoggedRequest[]) =>
  (await findingsIn(requests))
    .filter(({ accuses }) => accuses)
    .map(({ kind, clients }) => [kind, ...clients]);

const guesses = (client: string, n: number, more: Partial<LoggedRequest> = {}) =>
  repeat(n, (i) => ({
    at: 9000 + 2 * i,
    client,
    uri: `/guess-${i}`,
    status: i % 3 ? 404 : 403,
    bytes: 310,
    ...more,
  }));
const pages = (client: string, n: number) =>
  repeat(n, (i) => ({ at: 9001 + 2 * i, client, uri: `/page-${i % 10}`, bytes: 5000 + 10 * (i % 10) }));
const posts = (
  client: string,
  n: number,
  { pause = 0.3, uri = '/contact', ...more }: Partial<LoggedRequest> & { pause?: number } = {},
) =>
  repeat(n, (i) => ({
    at: 9000 + pause * i,
    client,
    method: 'POST',
    uri,
    status: [200, 303, 200, 500, 200][i % 5]!,
    bytes: 4000,
    ...more,
  }));
const logins = (client: string, n: number, pause: number, status = 200) =>
  posts(client, n, { pause, uri: '/login', status, bytes: 3000 });
const agents = (n: number, each: number) =>
  repeat(n * each, (i) => ({
    at: 9000 + 20 * i,
    client: A,
    uri: '/page-1',
    bytes: 5010,
    agent: `Agent/${i % n}`,
  }));
const errors = (n: number, different: number, pause = 5) =>
  repeat(n, (i) => ({
    at: 9000 + pause * i,
    client: A,
    uri: `/item?id=${i % different}`,
    status: 500,
    bytes: 620,
  }));
const spike = (n: number) =>
  repeat(n, (i) => ({ at: 9000 + i, client: `192.0.2.${i + 1}`, uri: '/news', bytes: 7000 }));

test('visitors with dead links, forms and a broken page are accused of nothing', async () => {
  assert.deepEqual(await accusationsIn([]), []);
});

type Kind = keyof ThresholdOptions;
const cases: readonly (readonly [
  requests: () => readonly LoggedRequest[],
  kind: Kind,
  threshold: string,
  stillFound: number,
  noLonger: number,
])[] = [
  [() => guesses(A, 12), 'content discovery', 'paths', 12, 13],
  [() => guesses(A, 12), 'content discovery', 'oddRecords', 12, 13],
  [() => [...guesses(A, 12), ...pages(A, 12)], 'content discovery', 'oddShare', 0.5, 0.51],
  [() => [...guesses(A, 40), ...pages(A, 160)], 'content discovery', 'manyPaths', 40, 41],
  [() => posts(A, 40), 'form fuzzing', 'tries', 40, 41],
  [() => posts(A, 40, { pause: 2 }), 'form fuzzing', 'busiest', 30, 31],
  [() => posts(A, 40), 'form fuzzing', 'timesUsual', 40, 41],
  [() => posts(A, 40, { pause: 2 }), 'form fuzzing', 'varied', 0.4, 0.41],
  [() => posts(A, 120, { status: 200, pause: 0.5 }), 'form fuzzing', 'fast', 120, 121],
  [
    () => [...posts(A, 60, { status: 200, uri: '/new', pause: 0.5 }), ...pages(A, 40)],
    'form fuzzing',
    'onlyThis',
    0.6,
    0.61,
  ],
  [
    () =>
      repeat(50, (i) => ({
        at: 9000 + i,
        client: A,
        uri: `/search?q=${'x'.repeat(i)}'`,
        status: i % 5 ? 200 : 500,
      })),
    'form fuzzing',
    'queries',
    50,
    51,
  ],
  [() => logins(A, 30, 60), 'credential attack', 'logins', 30, 31],
  [() => logins(A, 30, 70), 'credential attack', 'loginPause', 70, 69],
  [() => [...logins(A, 12, 5), ...pages(A, 12)], 'credential attack', 'loginShare', 0.5, 0.51],
  [() => repeat(8, (i) => logins(`203.0.113.${i + 1}`, 3, 900)).flat(), 'credential attack', 'clients', 8, 9],
  [
    () => repeat(8, (i) => logins(`203.0.113.${i + 1}`, 3, 900)).flat(),
    'credential attack',
    'together',
    24,
    25,
  ],
  [
    () =>
      repeat(8, (i) => [...logins(`203.0.113.${i + 1}`, 4, 900), ...pages(`203.0.113.${i + 1}`, 1)]).flat(),
    'credential attack',
    'onlyLogins',
    0.8,
    0.81,
  ],
  [() => [...errors(9, 9), ...pages(A, 40)], 'server errors', 'errors', 9, 10],
  [() => [...errors(9, 4), ...pages(A, 40)], 'server errors', 'different', 4, 5],
  [() => [...errors(9, 9, 20), ...pages(A, 40)], 'server errors', 'pause', 20, 19],
  [() => agents(8, 2), 'changing user agent', 'agents', 8, 9],
  [() => agents(8, 2), 'changing user agent', 'timesUsual', 8, 8.1],
  [() => agents(8, 2), 'changing user agent', 'requestsEach', 2, 1.9],
  [
    () => agents(16, 1).map((request, i) => ({ ...request, agent: `Agent/${i >> 1}` })),
    'changing user agent',
    'changes',
    7 / 15,
    0.467,
  ],
  [() => spike(60), 'request spike', 'clients', 60, 61],
  [() => spike(60), 'request spike', 'windows', 66, 68],
];

for (const [requests, kind, threshold, stillFound, noLonger] of cases)
  test(`${kind}: ${threshold} may be ${stillFound}, not ${noLonger}`, async () => {
    const traffic = await among(requests());
    const at = async (value: number) =>
      (await investigate(traffic, { thresholds: { [kind]: { [threshold]: value } } })).findings.find(
        (finding) => finding.kind === kind,
      );
    assert.ok(await at(stillFound), `found with ${threshold} ${stillFound}`);
    assert.equal((await at(noLonger))?.sentence, undefined, `not found with ${threshold} ${noLonger}`);
  });

const one = async (requests: readonly LoggedRequest[], kind: Finding['kind']) => {
  const found = (await findingsIn(requests)).filter((finding) => finding.kind === kind);
  assert.equal(found.length, 1, `${found.map(({ sentence }) => sentence).join('\n')}`);
  return found[0]!;
};

const tableOf = ({ evidence }: Finding, title: string) =>
  evidence.tables.find((table) => table.title === title)!;

test('a finding lists its five paths with the most requests, each with its answers, and who sent them', async () => {
  const found = await one(
    [
      ...guesses(A, 12, { agent: 'Guesser/1' }),
      ...repeat(3, (i) => ({
        at: 9100 + i,
        client: A,
        uri: '/guess-1',
        status: 403,
        bytes: 310,
        agent: 'Guesser/2',
      })),
    ],
    'content discovery',
  );
  const paths = tableOf(found, 'Paths');
  assert.deepEqual(paths.columns, ['path', 'requests', 'answers']);
  assert.deepEqual(paths.rows[0], ['/guess-1', 4, '403 × 3, 404 × 1']);
  assert.deepEqual([paths.rows.length, paths.omitted], [5, 7]);
  assert.deepEqual(tableOf(found, 'Clients').rows, [
    [A, 15, 'Guesser/1 and 1 more', '2024-05-06 09:30:00', '2024-05-06 09:31:42'],
  ]);
  assert.match(found.sentence, /All 15 were refused/);
  assert.equal(found.outcome?.result, 'refused');
});

test('clients that guess the same paths are one finding, others are another', async () => {
  const same = repeat(12, (i) => guesses(`203.0.113.${i + 1}`, 20)).flat();
  const other = guesses('192.0.2.9', 20).map((request) => ({
    ...request,
    uri: request.uri.replace('guess', 'other'),
  }));
  const found = (await findingsIn([...same, ...other])).filter(({ kind }) => kind === 'content discovery');
  assert.deepEqual(
    found.map(({ clients }) => clients.length).sort((a, b) => a - b),
    [1, 12],
  );
  const clients = tableOf(found.find((finding) => finding.clients.length === 12)!, 'Clients');
  assert.deepEqual([clients.rows.length, clients.omitted], [10, 2]);
});

test('an answer of an unusual size is a possible success, one of the usual size is not, and the former comes first', async () => {
  const attack = (client: string, bytes: number) => [
    { at: 9000, client, uri: "/page-1?id=1'%20union%20select%20password%20from%20users--", bytes },
    { at: 9010, client, uri: "/page-1?id=2'%20or%20'1'='1", bytes: 5010 },
  ];
  const found = (await findingsIn([...attack(A, 5020), ...attack(B, 90_000)])).filter(
    ({ accuses }) => accuses,
  );
  const results = Object.fromEntries(
    found.flatMap(({ clients, outcome }) => clients.map((client) => [client, outcome])),
  );
  // Both carry the same attacks, so they are one finding, and one of its attempts may have succeeded.
  assert.equal(results[B]?.result, 'possible success');
  assert.match(
    results[B]!.sentence,
    /1 attempt answered 2xx, such as \/page-1 \(87\.9 KiB\), which others get with 4\.9 KiB/,
  );
  const apart = async (bytes: number) => {
    const [finding] = (await findingsIn(attack(A, bytes))).filter(({ accuses }) => accuses);
    return [finding?.outcome?.result, finding?.severity];
  };
  assert.deepEqual(await apart(5020), ['answered', 'medium']);
  assert.deepEqual(await apart(90_000), ['possible success', 'high']);
});

test('possible success ranks above what was refused', async () => {
  const found = (
    await findingsIn([
      ...guesses(A, 30),
      ...guesses(B, 30).map((request) => ({ ...request, uri: request.uri.replace('guess', 'other') })),
      { at: 9200, client: B, uri: '/backup.zip', bytes: 5_000_000 },
    ])
  ).filter(({ accuses }) => accuses);
  assert.deepEqual(
    found.map(({ clients, severity, outcome }) => [...clients, severity, outcome?.result]),
    [
      [B, 'high', 'possible success'],
      [A, 'low', 'refused'],
    ],
  );
});

test('a form that redirects once where it was shown again is a possible success, and so is what was refused before', async () => {
  const redirected = await one(
    [...logins(A, 30, 2), ...logins(A, 1, 2, 302).map((request) => ({ ...request, at: 9070 }))],
    'credential attack',
  );
  assert.match(redirected.sentence, /Possible success: 1 attempt redirected where 30 were answered 2xx/);
  const entered = await one(
    [
      { at: 8990, client: A, uri: '/admin', status: 403, bytes: 310 },
      ...logins(A, 30, 2),
      { at: 9100, client: A, uri: '/admin', bytes: 7000 },
    ],
    'credential attack',
  );
  assert.match(entered.sentence, /afterwards \/admin, which was refused before, was answered 2xx 1 time/);
  const failed = await one(logins(A, 30, 2), 'credential attack');
  assert.equal(failed.outcome?.result, 'answered');
});

test('dead links are no guesses: of a page with many, of a declared crawler, and of what browsers request by themselves', async () => {
  const referer = 'https://shop.example/page-1';
  assert.deepEqual(
    await accusationsIn([
      { at: 8999, client: A, uri: '/page-1', bytes: 5010 },
      ...guesses(A, 12, { referer }),
      ...guesses(B, 20).map((request, i) => ({ ...request, uri: `/pictures/${i}.jpg` })),
    ]),
    [],
  );
  const crawler = 'Mozilla/5.0 (compatible; ExampleBot/1.0; +https://example.org/bot)';
  assert.deepEqual(await accusationsIn(guesses(A, 25, { agent: crawler })), []);
  const explained = await one(guesses(A, 40, { agent: crawler }), 'content discovery');
  assert.deepEqual([explained.accuses, explained.severity, explained.outcome], [false, 'info', null]);
  assert.match(explained.sentence, /First explanation: the user agent says that it is a crawler/);
});

test('a referer that leads to nothing the client got, or with too many dead links, hides no guesses', async () => {
  const never = guesses(A, 12, { referer: 'https://shop.example/never-seen' });
  assert.deepEqual(await accusationsIn(never), [['content discovery', A]]);
  const home = [{ at: 8999, client: A }, ...guesses(A, 30, { referer: 'https://shop.example/' })];
  assert.deepEqual(await accusationsIn(home), [['content discovery', A]]);
});

test('a scan is slow by the time between its errors, not by how long the client comes', async () => {
  const days = 86_400;
  const burst = [
    { at: 0, client: A },
    ...guesses(A, 12).map((request) => ({ ...request, at: request.at + 3 * days })),
  ];
  assert.deepEqual(await accusationsIn(burst), [['content discovery', A]]);
  const spread = guesses(A, 30).map((request, i) => ({ ...request, at: 9000 + 7200 * i }));
  assert.deepEqual(await accusationsIn(spread), [['slow scan', A]]);
});

test('an application that posts by itself, and a page that fails for all, accuse nobody', async () => {
  const app = repeat(6, (i) =>
    posts(`203.0.113.${i + 1}`, 120, { uri: '/events', status: 204, pause: 0.9 }),
  ).flat();
  assert.deepEqual(
    await accusationsIn([...app, ...repeat(6, (i) => pages(`203.0.113.${i + 1}`, 10)).flat()]),
    [],
  );
  const broken = repeat(9, (i) => ({
    at: 9000 + 2 * i,
    client: A,
    method: 'POST',
    uri: '/broken',
    status: 500,
    bytes: 620,
  }));
  assert.deepEqual(await accusationsIn([...broken, ...pages(A, 40)]), []);
  const outage = repeat(60, (i) => ({
    at: 9000 + i,
    client: `192.0.2.${i % 20}`,
    uri: `/page-${i % 10}`,
    status: 502,
    bytes: 150,
  }));
  assert.deepEqual(
    await accusationsIn([
      ...outage,
      ...errors(9, 9).map((request, i) => ({ ...request, status: 502, at: 9000 + 6 * i, uri: `/page-${i}` })),
      ...pages(A, 20),
    ]),
    [],
  );
});

test('an office whose people log in within minutes is not a credential attack', async () => {
  const office = repeat(20, (i) => [
    { at: 9000 + 25 * i, client: A, uri: '/login', bytes: 3000 },
    ...logins(A, 1, 1, 302).map((request) => ({ ...request, at: 9010 + 25 * i })),
    ...repeat(4, (page) => ({
      at: 9011 + 25 * i + page,
      client: A,
      uri: `/page-${page}`,
      bytes: 5000 + 10 * page,
    })),
  ]).flat();
  const day = repeat(200, (i) => ({
    at: 10_000 + 90 * i,
    client: A,
    uri: `/page-${i % 10}`,
    bytes: 5000 + 10 * (i % 10),
  }));
  assert.deepEqual(await accusationsIn([...office, ...day]), []);
});

test('a spike of one path is told and accuses nobody', async () => {
  const found = await one(spike(60), 'request spike');
  assert.deepEqual([found.accuses, found.severity, found.clients], [false, 'info', []]);
  assert.match(
    found.sentence,
    /^60 sources requested \/news within 5 min, .* 60 of them requested nothing else\.$/,
  );
});

test('an admin page that visitors of the site get accuses none of them, and one that is not there accuses who asks', async () => {
  const admin = (client: string, status: number) =>
    repeat(3, (i) => ({
      at: 9500 + i,
      client,
      uri: '/phpmyadmin/index.php',
      status,
      bytes: status === 200 ? 6000 : 310,
    }));
  const staff = repeat(4, (i) => [
    ...pages(`203.0.113.${i + 1}`, 8),
    ...admin(`203.0.113.${i + 1}`, 200),
  ]).flat();
  assert.deepEqual(await accusationsIn(staff), []);
  assert.deepEqual(await accusationsIn([...pages(A, 8), ...admin(A, 404)]), [['known probe', A]]);
});

test('a few refused attacks among many guessed paths are content discovery, one that succeeds is a signature', async () => {
  const attack = { client: A, uri: "/page-1?id=1'%20union%20select%20password%20from%20users--" };
  const refused = [...guesses(A, 30), { ...attack, at: 9061, status: 404, bytes: 310 }];
  assert.deepEqual(await accusationsIn(refused), [['content discovery', A]]);
  assert.deepEqual(await accusationsIn([...guesses(A, 30), { ...attack, at: 9061, bytes: 90_000 }]), [
    ['request signature', A],
  ]);
});
