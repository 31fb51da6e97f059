import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { openLocal } from './open-local.js';

const folder = mkdtemp(path.join(tmpdir(), 'parquet-'));
after(async () => rm(await folder, { recursive: true }));

const columns = `timestamp '2024-05-06' + to_seconds(cast(range as bigint)) as creation_time, cast(range as bigint) as bytes_in,
  cast(range % 60000 as integer) as dst_port, '192.0.2.' || (range % 200) as src_ip,
  case range % 3 when 0 then 'US' when 1 then 'de' else '-' end as src_ip_country_code, case range % 2 when 0 then 'None' else 'HTTPS' end as protocol`;

async function opened(name: string, select: string) {
  const file = path.join(await folder, name);
  const engine = await openDuckDB();
  await engine.run(`copy (${select}) to ${quoteLiteral(file)} (format parquet)`);
  engine.closeSync();
  return openLocal(file);
}

test('records of a Parquet file keep its order, whether its values are taken as they are or looked at one by one', async () => {
  // Three groups of rows, which the engine reads in parallel.
  const rows = 300_000;
  const mapped = "case when range = 5 then '::FFFF:192.0.2.5' else '192.0.2.' || (range % 200) end as src_ip";
  for (const select of [columns, `* replace (${mapped}) from (select range, ${columns}`]) {
    const {
      engine: { connection },
      records,
    } = await opened(
      `ordered-${select.length}.parquet`,
      `select ${select} from range(${rows})${select.startsWith('*') ? ')' : ''}`,
    );
    const found = await connection.runAndReadAll(
      `select count(*) filter (row_id = bytes_in + 1 and src_ip = '192.0.2.' || (bytes_in % 200)), count(protocol),
         list(distinct src_ip_country_code order by src_ip_country_code) from traffic`,
    );
    assert.equal(records, rows);
    assert.deepEqual(found.getRowsJson()[0], [`${rows}`, `${rows / 2}`, ['DE', 'US', null]]);
    connection.closeSync();
  }
});

test('values as stored and the same values as text give the same records and rejects', async () => {
  const faults = `case range when 3 then -1 else range end::bigint as bytes_in, case range when 4 then 70000 else 443 end as dst_port,
    case range when 5 then 'XX' when 6 then ' us ' else 'AT' end as src_ip_country_code,
    case range when 7 then '1.2.3' when 8 then '2001:DB8:0::1' else '192.0.2.1' end as src_ip,
    case range when 9 then null else timestamp '2024-05-06 00:00:00.123456' end as creation_time,
    case range when 10 then timestamp '2024-05-05' else timestamp '2024-05-07' end as end_time`;
  for (const [name, select] of [
    ['perfect', columns],
    ['faults', faults],
  ] as const) {
    const rows = `select ${select} from range(50)`;
    const [stored, asText] = [
      await opened(`${name}-stored.parquet`, rows),
      await opened(`${name}-text.parquet`, `select cast(columns(*) as varchar) from (${rows})`),
    ];
    for (const question of [
      'select * from traffic order by row_id',
      'select * exclude (file) from rejects order by all',
    ]) {
      const [one, other] = await Promise.all(
        [stored, asText].map(async ({ engine: { connection } }) =>
          (await connection.runAndReadAll(question)).getRowObjectsJson(),
        ),
      );
      assert.deepEqual(one, other);
    }
    const [one, other] = [stored, asText].map(({ accounts }) => ({ ...accounts[0], file: '' }));
    assert.deepEqual(one, other);
    assert.equal(stored.rejected, name === 'perfect' ? 0 : 5);
  }
});
