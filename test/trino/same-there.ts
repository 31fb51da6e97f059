import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';
import type { Ledger, Traffic } from '../../lib/index.js';
import * as lib from '../../lib/index.js';

/** Everything that the notebooks 01, 04 and 05 ask of records; sentences and figures are made of these. */
const answers: Readonly<Record<string, (traffic: Traffic, ledger: Ledger) => Promise<unknown>>> = {
  dataCard: async (traffic) => {
    const card = await lib.describeTraffic(traffic);
    const stays = traffic.engine.name !== 'DuckDB';
    const [place, ...limits] = stays ? card.limits : ['', ...card.limits];
    assert.match(place!, stays ? /^The records stay in Trino at 127\.0\.0\.1:\d+ and/ : /^$/);
    return { ...card, limits, accounts: [] };
  },
  // Without the name of the source, which differs.
  investigate: async (traffic) => ({ ...(await lib.investigate(traffic)), report: '' }),
  findingEvidence: (traffic, { findings }) =>
    lib.findingEvidence(traffic, findings.find(({ accuses }) => accuses)!),
  wafIpSets: (traffic, ledger) => lib.wafIpSets(traffic, ledger),
  recordDots: (traffic) => lib.sampleRecords(traffic, { limit: 1000 }),
  trafficByCountry: lib.trafficByCountry,
  trafficByPort: lib.trafficByPort,
  trafficOverTime: (traffic) => lib.trafficOverTime(traffic),
  timeBaseline: (traffic) => lib.timeBaseline(traffic),
  sourceProfiles: (traffic) => lib.clientProfiles(traffic, { limit: 1000 }),
  sourceActivity: (traffic) => lib.clientActivity(traffic),
  networkProfiles: (traffic) => lib.trafficProfiles(traffic, { by: 'network' }),
  ownerProfiles: (traffic) => lib.trafficProfiles(traffic, { by: 'owner' }),
  sessions: (traffic) => lib.clientSessions(traffic),
  regularClients: (traffic) => lib.regularClients(traffic),
  rareValues: lib.rareValues,
  clientValues: lib.clientValues,
  sqlOn: async (traffic) => {
    const { rows, text } = await lib.sqlFor(
      traffic,
    )`select src_ip, count(*) as n, avg(bytes_in) as mean from traffic
      where creation_time > ${new Date('2024-04-10')} and dst_port in ${[80, 443]} group by src_ip order by n desc, src_ip limit 5`;
    assert.equal(rows.length, 5);
    return { rows, text };
  },
};

/** What is the same in JSON is the same to a reader; a bigint is written with its digits. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}` : one)));

/** The cells of every sheet but the summary, which says where the records are. */
async function workbook(traffic: Traffic): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'workbook-'));
  try {
    const file = path.join(folder, 'workbook.xlsx');
    const parts = await lib.writeWorkbook(traffic, file);
    const entries = unzipSync(readFileSync(file));
    // A header is a number in a list of texts that the summary shares.
    const sheets = parts.map((_, i) =>
      strFromU8(entries[`xl/worksheets/sheet${i + 2}.xml`]!).replaceAll(/(t="s"[^>]*>)<v>\d+<\/v>/g, '$1'),
    );
    assert.ok(sheets.length > 3);
    return sheets;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All of them give of the shipped records in Trino what they give of the shipped file, and leave nothing there but `addresses`. */
export async function sameThere(trino: TrinoServer): Promise<void> {
  const address = `${trino.server.replace('http:', 'trino:')}/hive/shipped/traffic?fetch=false`;
  const here = await lib.openTraffic(path.join(__dirname, '../../data/cybersecurity_data.csv'));
  const plainThere = await lib.openTraffic(address);
  // Only the name of the source differs.
  const investigated = async (traffic: Traffic) => ({ ...(await lib.investigate(traffic)), report: '' });
  assert.deepEqual(plain(await investigated(plainThere)), plain(await investigated(here)), 'not looked up');
  await assert.rejects(
    lib.enrichAddresses(plainThere),
    /rows of addresses_members are needed there; .*\?scratch=/,
  );
  const there = await lib.openTraffic(`${address}&scratch=memory.default`);
  for (const traffic of [here, there]) await lib.enrichAddresses(traffic);
  const ledger = await lib.investigate(here);
  assert.ok(ledger.findings.length > 3);
  for (const [name, answer] of Object.entries(answers))
    assert.deepEqual(plain(await answer(there, ledger)), plain(await answer(here, ledger)), name);
  const sheets = await workbook(here);
  for (const [i, sheet] of (await workbook(there)).entries())
    assert.ok(sheet === sheets[i], `sheet ${i + 2} of the workbook differs`);
  await lib.enrichAddresses(there, { lists: lib.parseAddressList('192.0.2.0/24, ours', 'allow') });
  const tables = await openTrino(trino).query<{ Table: string }>('show tables from memory.default');
  const left = tables
    .map(({ Table: name }) => name)
    .filter((name) => name.startsWith('suspicious_web_traffic'));
  assert.deepEqual(
    left.map((name) => name.slice(0, -9)),
    ['suspicious_web_traffic_addresses'],
  );
  await openTrino(trino).query(`drop table memory.default.${left[0]}`);
}
