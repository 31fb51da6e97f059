import assert from 'node:assert/strict';
import path from 'node:path';
import { describeTraffic } from '../../lib/analyze/describe-traffic.js';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoCost } from '../../lib/engine/trino/stream-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import { allColumns } from '../../lib/schema/columns.js';

/** Every value of every record in its order, as one number. */
async function everything({ engine }: Traffic): Promise<string> {
  const names = allColumns.map(({ name }) => `"${name}"`).join(', ');
  const [row] = await engine.query<{ all: string }>(
    `select md5(string_agg(row(${names})::varchar, chr(10) order by row_id)) as all from traffic`,
  );
  return row!.all;
}

/** The shipped records out of Trino are those of the file, to the value and in its order; of a period, those of the period. */
export async function sourceEqualsFile(trino: TrinoServer): Promise<void> {
  const address = `${trino.server.replace('http:', 'trino:')}/hive/shipped/traffic`;
  const file = path.join(__dirname, '../../data/cybersecurity_data.csv');
  const same = async (given: Traffic, expected: Traffic) => {
    assert.equal(given.records, expected.records);
    assert.equal(await everything(given), await everything(expected));
  };
  await same(await openTraffic(address), await openTraffic(file));
  const days = { from: '2024-04-10T12:00', to: '2024-04-12' };
  const fetched = await openTraffic(address, days);
  assert.ok(fetched.records > 0 && fetched.records < 20_000);
  assert.equal(fetched.accounts[0]?.leftOut, 0, 'no more than these are fetched');
  const times = 'select min(creation_time), max(creation_time), count(*), sum(bytes_in) from traffic';
  assert.deepEqual(
    (await requireLocal(fetched).engine.connection.runAndReadAll(times)).getRowsJson(),
    (await requireLocal(await openTraffic(file, days)).engine.connection.runAndReadAll(times)).getRowsJson(),
  );
}

/** A quarter is about a quarter of the sources, and each has all of its records, fetched or asked there. */
export async function partOfSources(trino: TrinoServer): Promise<void> {
  const address = `${trino.server.replace('http:', 'trino:')}/hive/shipped/traffic`;
  const bySource = 'select src_ip, count(*) as n from traffic group by src_ip';
  const counted = async (traffic: Traffic) =>
    new Map(
      (await traffic.engine.query<{ src_ip: string; n: bigint }>(bySource)).map(({ src_ip, n }) => [
        src_ip,
        n,
      ]),
    );
  const all = await counted(await openTraffic(address));
  const fetched = await counted(await openTraffic(`${address}?sources=0.25`));
  const share = fetched.size / all.size;
  assert.ok(share > 0.2 && share < 0.3, `${share}`);
  for (const [source, n] of fetched) assert.equal(n, all.get(source), source);
  assert.deepEqual(await counted(await openTraffic(`${address}?sources=0.25&fetch=false`)), fetched);
  const card = await describeTraffic(await openTraffic(`${address}?sources=0.25`));
  assert.deepEqual(
    [card.sources, card.filter],
    [fetched.size, ['25 % of the sources, with all records of each']],
  );
}

/** Times in a zone, integers beyond 2^53, hostile text and an odd order of columns arrive as they are. */
export async function sourceOfOddTypes(trino: TrinoServer): Promise<void> {
  const hostile = 'it\'s "b"\n\\ ☃ 😀 \t$most';
  await openTrino(trino).query('drop table if exists memory.default.odd');
  await openTrino(trino).query(
    `create table memory.default.odd as select * from (values
      ($hostile, timestamp '2024-04-25 23:00:00.123456 Europe/Berlin', '192.0.2.1', 9007199254740993, ipaddress '10.0.0.1', array['a', 'b'], true),
      (null, timestamp '2024-04-25 20:00:00.999999 UTC', '2001:db8::1', null, null, null, null)
    ) as t("source.name", creation_time, "Src_IP", bytes_in, dst_ip, rule_names, is_attack)`,
    { hostile },
  );
  try {
    const { connection } = requireLocal(
      await openTraffic(`${trino.server.replace('http:', 'trino:')}/memory/default/odd`),
    ).engine;
    const rows = await connection.runAndReadAll(
      `select creation_time::varchar, src_ip, bytes_in, dst_ip, source_name, rule_names, label
       from traffic left join labels using (row_id) order by row_id`,
    );
    assert.deepEqual(rows.getRows(), [
      ['2024-04-25 20:00:00.999999', '2001:db8::1', null, null, null, null, null],
      [
        '2024-04-25 21:00:00.123456',
        '192.0.2.1',
        9007199254740993n,
        '10.0.0.1',
        hostile,
        '["a","b"]',
        'true',
      ],
    ]);
  } finally {
    await openTrino(trino).query('drop table memory.default.odd');
  }
}

/** A query is described and estimated without being run, and says what it cost when it was. */
export async function describedAndPriced(trino: TrinoServer): Promise<void> {
  const sql =
    'select src_ip, count(*) as n from traffic where creation_time >= cast($from as timestamp(6)) group by 1 -- all';
  const from = { from: '2024-04-26 00:00:00' };
  assert.deepEqual(await openTrino(trino).describe(sql, from), [
    { name: 'src_ip', type: 'VARCHAR' },
    { name: 'n', type: 'BIGINT' },
  ]);
  assert.deepEqual(await openTrino(trino).estimate(sql, from), [
    { table: 'hive.shipped.traffic', narrowedBy: ['creation_time'] },
  ]);
  assert.deepEqual(await openTrino(trino).estimate('select max(nationkey) from tpch.tiny.nation'), [
    { table: 'tpch.tiny.nation', narrowedBy: [], rows: 25, bytes: 225 },
  ]);
  const costs: TrinoCost[] = [];
  await openTrino(trino).query(sql, from, { onCost: (cost) => costs.push(cost) });
  assert.equal(costs.length, 1);
  assert.ok(costs[0]!.rows > 0 && costs[0]!.rows <= 20_000 && costs[0]!.bytesScanned > 1000);
}
