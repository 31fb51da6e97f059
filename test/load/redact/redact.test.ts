import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { constantFrom, ipV4, ipV6, oneof, record, sample, string } from 'fast-check';
import papaparse from 'papaparse';
import { describeTraffic } from '../../../lib/analyze/describe-traffic.js';
import { query } from '../../../lib/engine/query.js';
import { enrichAddresses } from '../../../lib/enrich/enrich-addresses.js';
import { createOwnersTable } from '../../../lib/enrich/network-owners.js';
import { findingsBlock } from '../../../lib/findings/findings-block.js';
import { investigate } from '../../../lib/findings/investigate.js';
import type { LocalTraffic, Traffic } from '../../../lib/load/traffic.js';
import { writeRejects } from '../../../lib/load/write-rejects.js';
import { dataCardBlock } from '../../../lib/report/data-card-block.js';
import { openLocal } from '../open-local.js';

const folder = mkdtempSync(path.join(tmpdir(), 'redact '));
const file = path.join(folder, 'requests.csv');
/** A source of a known network, whose owner is looked up by the address itself, and its neighbour. */
const SCANNER = '65.49.1.74';
const NEIGHBOUR = '65.49.1.75';
const SECRETS = [SCANNER, NEIGHBOUR, '198.51.100.77', '203.0.113.9', 'hunter2', 'kestrel', '2001:db8:7::9'];

let masked: LocalTraffic;
let open: LocalTraffic;
before(async () => {
  const header = [
    'src_ip',
    'creation_time',
    'response.code',
    'dst_ip',
    'uri',
    'user_agent',
    'referer',
    'forwarded_for',
  ];
  const rows = Array.from({ length: 40 }, (_, i) => [
    i % 2 ? SCANNER : NEIGHBOUR,
    new Date(Date.UTC(2024, 3, 25, 0, i)).toISOString(),
    '200',
    '198.51.100.77',
    i === 3 ? "/find?q=kestrel'%20OR%201=1--&password=hunter2" : '/find?q=kestrel&page=2',
    'curl/8.0 203.0.113.9',
    'https://a.example/?q=kestrel',
    i % 2 ? '' : '203.0.113.9, 2001:DB8:7::9',
  ]);
  rows.push([SCANNER, 'no time', '200', '', '/find?q=kestrel&password=hunter2', '', '', '']);
  writeFileSync(file, papaparse.unparse([header, ...rows]));
  masked = await openLocal(file, { redact: true });
  open = await openLocal(file);
});
after(() => {
  masked.engine.close();
  open.engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const everything = async ({ engine: { connection } }: LocalTraffic) =>
  JSON.stringify(
    await Promise.all(
      ['traffic', 'labels', 'rejects', 'ip_keys'].map((view) =>
        query<Record<string, string>>(connection, `select * from ${view}`),
      ),
    ),
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  );

test('credentials are in no table, redacted or not, and other values are where nothing was to be redacted', async () => {
  const seen = await everything(open);
  assert.equal(seen.includes('hunter2'), false);
  for (const kept of SECRETS.filter((secret) => !/hunter2|2001/.test(secret)))
    assert.ok(seen.includes(kept), kept);
});

test('redacted traffic holds no address and no value of a query, in no table, neither as keys of addresses', async () => {
  const seen = await everything(masked);
  for (const secret of SECRETS) assert.equal(seen.toLowerCase().includes(secret), false, secret);
  assert.equal(seen.includes('0000ffff4131014a'), false, 'the key of 65.49.1.74');
  const left = await masked.engine.query<{ name: string }>(
    'select table_name as name from duckdb_tables() where not internal',
  );
  assert.deepEqual(left, []);
});

test('whatever addresses records have, none is left in any column in which one was written, however spelt', async () => {
  const percent = (text: string) =>
    text.replace(/[.:]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  const rows = sample(
    record({
      src_ip: oneof(ipV4(), ipV6()),
      dst_ip: ipV4(),
      spelt: constantFrom(
        (ip: string) => ip,
        percent,
        (ip: string) => percent(ip).replaceAll('%', '%25'),
      ),
      noise: string({ maxLength: 8 }),
      of: constantFrom('src_ip' as const, 'dst_ip' as const),
    }),
    { numRuns: 300, seed: 7 },
  ).map(({ src_ip, dst_ip, spelt, noise, of }) => {
    const ip = spelt({ src_ip, dst_ip }[of]);
    return {
      ...{ src_ip, dst_ip, creation_time: '2024-04-25T00:00:00Z', 'response.code': '200' },
      ...{ uri: `/${ip}/${noise} ${ip}?${ip}=${noise}&to=${ip}`, referer: `http://[${ip}]:80/ ${noise}` },
      ...{ user_agent: `Agent/${ip} (${ip})`, forwarded_for: ip, rule_names: `${noise} of ${ip}` },
    };
  });
  const hostile = path.join(folder, 'hostile.csv');
  writeFileSync(hostile, papaparse.unparse(rows));
  const traffic = await openLocal(hostile, { redact: true });
  const original = await openLocal(hostile);
  const [{ ips } = { ips: '' }] = await original.engine.query<{ ips: string }>(
    "select string_agg(distinct ip, ' ') as ips from ip_keys",
  );
  const seen = decodeURIComponent(
    (await everything(traffic))
      .replace(/%(?:25)*2e/gi, '.')
      .replace(/%(?:25)*3a/gi, ':')
      .replaceAll('%', '%25'),
  );
  const words = new Set(seen.split(/[^0-9a-fA-F.:]+/).map((word) => word.toLowerCase()));
  assert.ok(ips.split(' ').length > 300);
  assert.deepEqual(
    ips.split(' ').filter((ip) => words.has(ip)),
    [],
  );
  const [alike] = await traffic.engine.query<{ n: number }>(
    'select cast(count_if(not contains(uri, forwarded_for) or not contains(user_agent, forwarded_for)) as integer) as n from traffic',
  );
  assert.deepEqual(alike, { n: 0 }, 'one mask everywhere');
  traffic.engine.close();
  original.engine.close();
});

test('the same value has the same mask in every column, and each record keeps its place', async () => {
  const [row] = await masked.engine.query<
    Record<string, number>
  >(`select cast(count(distinct src_ip) as integer) as sources, cast(count(distinct regexp_extract(src_ip, '^(.*)[.]', 1)) as integer) as networks,
       cast(count(distinct regexp_extract(uri, 'q=(~[0-9a-f]{10})&', 1) || regexp_extract(referer, 'q=(.*)$', 1)) as integer) as pairs,
       cast(count(distinct regexp_extract(user_agent, '240[.0-9]+')) as integer) as agents,
       cast(count_if(forwarded_for is not null and not starts_with(forwarded_for, regexp_extract(user_agent, '240[.0-9]+'))) as integer) as apart
     from traffic where row_id <> 4`);
  assert.deepEqual(row, { sources: 2, networks: 1, pairs: 1, agents: 1, apart: 0 });
  const places = await masked.engine.query<{ row_id: number; creation_time: Date }>(
    'select row_id, creation_time from traffic',
  );
  assert.deepEqual(
    places.map(({ row_id, creation_time }) => [row_id, creation_time.getUTCMinutes()]),
    Array.from({ length: 40 }, (_, i) => [i + 1, i]),
  );
});

test('owners, lists and signatures are found as in the open, and told of masks', async () => {
  await enrichAddresses(masked);
  await enrichAddresses(open);
  const equalities = async ({ engine }: Traffic) =>
    engine.query('select country, owner, known from addresses order by all');
  assert.deepEqual(await equalities(masked), await equalities(open));
  const kinds = async (traffic: Traffic) =>
    (await investigate(traffic)).findings.map(({ kind, severity }) => `${kind} ${severity}`).sort();
  assert.ok(
    (await kinds(open)).some((kind) => kind.startsWith('request signature')),
    (await kinds(open)).join(),
  );
  assert.deepEqual(await kinds(masked), await kinds(open));
});

test('features know the owners of the addresses themselves', async () => {
  const owners = async ({ engine }: LocalTraffic) => {
    await createOwnersTable(engine, 'owners');
    return engine.query<Record<string, string>>(
      'select owner from traffic join owners using (src_ip) order by row_id',
    );
  };
  const known = await owners(masked);
  assert.equal(known.length, 40);
  assert.deepEqual(known, await owners(open));
});

test('nothing that is shown or written has what is masked, and the data card says so', async () => {
  const ledger = await investigate(masked);
  const card = dataCardBlock(await describeTraffic(masked));
  const rejects = path.join(folder, 'rejects.csv');
  await writeRejects(masked, rejects);
  const shown = [
    findingsBlock(ledger).html,
    JSON.stringify(ledger),
    card.html,
    readFileSync(rejects, 'utf8'),
  ].join();
  for (const secret of SECRETS) assert.equal(shown.toLowerCase().includes(secret), false, secret);
  assert.match(card.text, /^Masked: Addresses stand for others/m);
});
