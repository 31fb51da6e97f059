import assert from 'node:assert/strict';
import path from 'node:path';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { clientProfiles } from '../../../lib/analyze/client-profiles.js';
import { trafficByCountry } from '../../../lib/analyze/traffic-by-country.js';
import { trafficByPort } from '../../../lib/analyze/traffic-by-port.js';
import { trafficOverTime } from '../../../lib/analyze/traffic-over-time.js';
import { enrichAddresses } from '../../../lib/enrich/enrich-addresses.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../../lib/load/traffic.js';
import { clientProfilesOf } from '../../../lib/report/browser/client-profiles-of.js';
import { countriesOf } from '../../../lib/report/browser/countries-of.js';
import { type Filters, NO_FILTERS, toggled } from '../../../lib/report/browser/filters.js';
import { overTimeOf } from '../../../lib/report/browser/over-time-of.js';
import { portsOf } from '../../../lib/report/browser/ports-of.js';
import { recordSet } from '../../../lib/report/browser/record-set.js';
import { topClientsOf } from '../../../lib/report/browser/top-clients-of.js';
import { unpackColumns } from '../../../lib/report/browser/unpack-columns.js';
import { type FilterControlsOptions, filterControls } from '../../../lib/report/explore/filter-controls.js';
import type { RecordColumns } from '../../../lib/report/explore/record-columns.js';
import { topClients } from '../../../lib/report/top-clients.js';
import { filtered } from './filtered.js';
import { clientDetectionOf, detectionOf } from './page.js';

let traffic: Traffic;
let columns: RecordColumns;
before(async () => {
  traffic = await openTraffic(path.resolve(__dirname, '../../../data/cybersecurity_data.csv'));
  await enrichAddresses(traffic);
  columns = await heldBy({});
});

/** What a page with these filters holds. */
async function heldBy(options: FilterControlsOptions): Promise<RecordColumns> {
  const { html } = await filterControls(traffic, options);
  return unpackColumns(/<script[^>]*>([^<]*)</.exec(html)?.[1] ?? '');
}

const day = (n: number) => Date.UTC(2024, 3, n);
const cases: readonly (readonly [string, Filters, string])[] = [
  ['no filter', NO_FILTERS, 'true'],
  ['a country', toggled(NO_FILTERS, 'country', 'DE'), `src_ip_country_code = 'DE'`],
  [
    'a span of time, two countries and a port',
    {
      ...NO_FILTERS,
      from: day(5),
      before: day(12) + 3_600_000,
      chosen: { ...NO_FILTERS.chosen, country: ['US', 'NL'], dst_port: ['80'] },
    },
    `creation_time >= '2024-04-05' and creation_time < '2024-04-12 01:00:00'
      and src_ip_country_code in ('US', 'NL') and dst_port = 80`,
  ],
  [
    'records of no rule before a time',
    { ...toggled(NO_FILTERS, 'rule_names', null), before: day(3) },
    `rule_names is null and creation_time < '2024-04-03'`,
  ],
];

for (const [name, filters, where] of cases)
  test(`of 20,000 records, the page counts what DuckDB counts: ${name}`, async () => {
    const kept = recordSet(columns).filter(filters);
    const [countries, ports, time, sources] = await filtered(traffic, where, () =>
      Promise.all([
        trafficByCountry(traffic),
        trafficByPort(traffic),
        trafficOverTime(traffic, { bin: columns.about.bin.seconds }),
        clientProfiles(traffic, { limit: 15 }),
      ]),
    );
    assert.ok(kept.length > 0 && (where === 'true') === (kept.length === 20_000), `${kept.length} records`);
    assert.deepEqual(countriesOf(columns, kept), countries);
    assert.deepEqual(portsOf(columns, kept), ports);
    assert.deepEqual(
      overTimeOf(columns, kept).bins.filter((bin) => (bin.records ?? 0) > 0),
      time.bins.filter((bin) => (bin.records ?? 0) > 0),
    );
    assert.deepEqual(clientProfilesOf(columns, kept, 15), sources);
  });

for (const [name, filters, where] of cases)
  test(`the clients with the highest scores are those that topClients lists: ${name}`, async () => {
    const detection = await clientDetectionOf(traffic);
    const scored = await heldBy({ detection });
    const kept = recordSet(scored).filter(filters);
    // The order of the page's rows is that of the records.
    const positions = kept.slice().sort();
    const some = <Values extends Float32Array | Int32Array | Uint8Array>(values: Values) =>
      values.filter((_, position) => passed.has(position)) as Values;
    const passed = new Set(positions);
    const part = {
      ...detection,
      rowIds: some(detection.rowIds),
      scores: some(detection.scores),
      clientScores: some(detection.clientScores!),
      isAnomaly: some(detection.isAnomaly),
      clients: { ...detection.clients!, codes: some(detection.clients!.codes) },
      reasons: (row: number) => detection.reasons(positions[row]!),
    };
    const listed = await filtered(traffic, where, () => topClients(traffic, part, { limit: 15 }));
    const shown = topClientsOf(scored, kept, 15);
    assert.deepEqual(
      shown.map(({ request, owner, ...row }) => ({ ...row, client_score: Math.fround(row.client_score) })),
      listed,
    );
  });

test('filters put on and taken off in any order keep what a plain look at each record keeps', () => {
  const set = recordSet(columns);
  const { creation_time = [] } = columns.numbers;
  const value = (name: string, row: number) => {
    const { values = [], codes = [] } = columns.texts[name] ?? {};
    return values[codes[row]!] ?? null;
  };
  const some = (name: string) => fc.subarray([...(columns.texts[name]?.values.slice(0, 3) ?? []), null]);
  const filters = fc.record({
    from: fc.constantFrom(null, day(2), day(9)),
    before: fc.constantFrom(null, day(10), day(20)),
    minScore: fc.constant(null),
    anomaliesOnly: fc.constant(false),
    chosen: fc.record({
      country: some('country'),
      dst_port: some('dst_port'),
      src_ip: some('src_ip'),
      rule_names: some('rule_names'),
      matched_rules: some('matched_rules'),
    }),
  });
  fc.assert(
    fc.property(filters, (wanted) => {
      const passes = (_: unknown, row: number) =>
        creation_time[row]! >= (wanted.from ?? 0) &&
        creation_time[row]! < (wanted.before ?? Number.POSITIVE_INFINITY) &&
        Object.entries(wanted.chosen).every(
          ([name, chosen]) => chosen.length === 0 || chosen.includes(value(name, row)),
        );
      const expected = Array.from({ length: columns.rows }, (_, row) => row).filter((row) =>
        passes(null, row),
      );
      assert.deepEqual(
        [...set.filter(wanted)].sort((a, b) => a - b),
        expected,
      );
    }),
    { numRuns: 30 },
  );
});

test('added up to at most 3,000 totals, records are still all counted, by country, port and bin', async () => {
  const anomalies = detectionOf(traffic);
  const cells = await heldBy({ detection: anomalies, limit: 3000 });
  assert.ok(cells.rows <= 3000 && cells.rows > 500, `${cells.rows} totals`);
  const [named = 0, all] = cells.about.cells?.sources ?? [];
  assert.equal(all, 6227);
  const { seconds } = cells.about.bin;
  const before = Math.floor(day(12) / 1000 / seconds) * seconds * 1000;
  const kept = recordSet(cells).filter({ ...toggled(NO_FILTERS, 'country', 'DE'), before });
  const [countries, time] = await filtered(
    traffic,
    `src_ip_country_code = 'DE' and epoch_ms(creation_time) < ${before}`,
    () => Promise.all([trafficByCountry(traffic), trafficOverTime(traffic, { bin: seconds })]),
  );
  const counted = countriesOf(cells, kept);
  assert.deepEqual(
    counted.map(({ clients: _, ...rest }) => rest),
    countries.map(({ clients: _, ...rest }) => rest),
  );
  assert.ok(named < 6227 && Number.isNaN(counted[0]?.clients), 'not known of sources that were added up');
  assert.deepEqual(
    overTimeOf(cells, kept).bins.flatMap((bin) => bin.records || []),
    time.bins.flatMap((bin) => bin.records || []),
  );
  const flagged = recordSet(cells).filter({ ...NO_FILTERS, anomaliesOnly: true });
  const records = (rows: Uint32Array) => rows.reduce((sum, row) => sum + cells.numbers.records![row]!, 0);
  assert.equal(
    records(flagged),
    anomalies.isAnomaly.reduce((a, b) => a + b, 0),
  );
  assert.equal(records(recordSet(cells).filter(NO_FILTERS)), 20_000);
});

test('totals end at some grain even where a page could hold next to nothing', async () => {
  const { rows } = await heldBy({ limit: 1 });
  assert.ok(rows > 1 && rows < 2000, `${rows} totals`);
});

test('requests too long for a page are left out by name; shorter columns of the same log stay', async () => {
  const { connection } = requireLocal(traffic).engine;
  await connection.run(
    `create temp table traffic as select * replace (repeat('x', 600) || row_id as uri, 'GET' as method) from traffic`,
  );
  try {
    const { about, texts } = await heldBy({});
    assert.deepEqual(about.leftOut, ['uri']);
    assert.deepEqual([texts.uri, texts.method?.values, texts.user_agent], [undefined, ['GET'], undefined]);
  } finally {
    await connection.run('drop table temp.traffic');
  }
});
