import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { allColumns } from '../schema/columns.js';
import { CACHED_PARQUET } from './cached-parquet.js';
import { distinctAddresses } from './ip-keys.js';
import { isNullText } from './null-texts.js';
import { isCountryCode, MAX_COUNT } from './validate.js';

const TIMES = ['creation_time', 'end_time', 'time'];
/** Columns whose values are any text; addresses and countries are looked at in another way. */
const texts = allColumns
  .filter(({ name, type }) => type === 'VARCHAR' && !name.endsWith('_ip') && name !== 'src_ip_country_code')
  .map(({ name }) => name);
const counts = allColumns.filter(({ type }) => type === 'BIGINT' || type === 'INTEGER');

/**
 * The quick way in for a perfect file: one pass at the reader's own speed, then a look at the result. It either gives
 * exactly what the careful way would, or gives up. Leaves the table `written_ips` behind.
 *
 * @param present columns of the schema that it gives
 * @param labelled it gives `label` too, out of text
 * @param records path of the Parquet file to write
 * @returns the number of records, or null where a row has to be looked at carefully
 */
export async function ingestTyped(
  connection: DuckDBConnection,
  typedSql: string,
  present: readonly string[],
  labelled: boolean,
  records: string,
): Promise<number | null> {
  const file = quotePath(records);
  try {
    await connection.run(`copy (${typedSql}) to ${quoteLiteral(records)} ${CACHED_PARQUET}`);
  } catch (error) {
    if (/INTERRUPT/i.test(String(error))) throw error;
    return null;
  }
  const has = (name: string) => present.includes(name);
  // One plain condition each: the engine answers most of them from the minima and maxima that it has just written.
  const outside = counts
    .filter(({ name }) => has(name))
    .flatMap(({ name, type }) => {
      const narrow = name.endsWith('_port') ? 65535 : name === 'response_code' ? 999 : null;
      const max = type === 'BIGINT' ? MAX_COUNT : narrow;
      return [`"${name}" < 0`, ...(max === null ? [] : [`"${name}" > ${max}`])];
    });
  const unlikely = TIMES.filter(has).flatMap((name) => [
    `"${name}" < timestamp '1970-01-02'`,
    `"${name}" > timestamp '9999-12-31'`,
  ]);
  const order = has('end_time') ? ['end_time < creation_time'] : [];
  // The reader was not told of all texts that stand for no value.
  const nulls = [...texts.filter(has), ...(labelled ? ['label'] : [])].map((name) => isNullText(`"${name}"`));
  const odd = ['creation_time is null', 'src_ip is null', ...order, ...unlikely, ...outside, ...nulls]
    .map((condition) => `(select 1 from read_parquet(${file}) where ${condition} limit 1)`)
    .join(' union all ');
  if ((await query(connection, `${odd} limit 1`)).length > 0) return null;
  await distinctAddresses(connection, records, ['src_ip', 'dst_ip'].filter(has));
  const doubts = ['select 1 from written_ips where address(ip) is distinct from ip'];
  if (has('src_ip_country_code'))
    doubts.push(`select 1 from (select distinct src_ip_country_code as code from read_parquet(${file}))
      where not ${isCountryCode('code')}`);
  const odder = await query(connection, `${doubts.join(' union all ')} limit 1`);
  if (odder.length > 0) return null;
  const [all] = await query<{ rows: number }>(
    connection,
    `select cast(count(*) as integer) as rows from read_parquet(${file})`,
  );
  return all!.rows;
}
