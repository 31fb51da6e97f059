import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { allColumns } from '../schema/columns.js';
import { quoteLiteral } from './sql-text.js';
import { COUNTRY_CODES } from './validate.js';

const counts = allColumns.filter(({ type }) => type === 'BIGINT' || type === 'INTEGER');

/**
 * The quick way in for a perfect file: one pass at the reader's own speed, then a look at the result. It either gives
 * exactly what the careful way would, or gives up.
 *
 * @param records path of the Parquet file to write
 * @returns the number of records, or null where a row has to be looked at carefully
 */
export async function ingestTyped(
  connection: DuckDBConnection,
  typedSql: string,
  records: string,
): Promise<number | null> {
  const file = quoteLiteral(records);
  try {
    await connection.run(`copy (${typedSql}) to ${file} (format parquet)`);
  } catch (error) {
    if (/INTERRUPT/i.test(String(error))) throw error;
    return null;
  }
  const outside = counts.map(({ name }) => {
    const most = name.endsWith('_port') ? 65535 : name === 'response_code' ? 999 : null;
    return most === null ? `${name} < 0` : `${name} not between 0 and ${most}`;
  });
  const unlikely = (name: string) => `${name} not between timestamp '1970-01-02' and timestamp '9999-12-31'`;
  const [look] = await query<{ rows: number; odd: number }>(
    connection,
    `select cast(count(*) as integer) as rows,
       cast(count_if(creation_time is null or src_ip is null or end_time < creation_time
         or ${unlikely('creation_time')} or ${unlikely('end_time')} or ${unlikely('"time"')}
         or ${outside.join(' or ')}) as integer) as odd
     from read_parquet(${file})`,
  );
  const [texts] = await query<{ odd: number }>(
    connection,
    `select cast(count(*) as integer) as odd from (
       select 1 from (select distinct src_ip as ip from read_parquet(${file}) union select distinct dst_ip from read_parquet(${file}))
         where ip is not null and address(ip) is distinct from ip
       union all
       select 1 from (select distinct src_ip_country_code as code from read_parquet(${file}))
         where code is not null and code not in ${COUNTRY_CODES})`,
  );
  return look!.odd + texts!.odd === 0 ? look!.rows : null;
}
