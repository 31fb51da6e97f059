import type { DuckDBConnection } from '@duckdb/node-api';
import { forEachChunk, integers } from '../engine/for-each-chunk.js';
import { rowPositions } from '../features/read-matrix.js';
import type { RecordClients } from './client-evidence.js';

let uses = 0;

/**
 * Reads which client each record has.
 *
 * @param rowIds the `row_id`s of the records, ascending
 * @param records table with these records and no others, or an SQL relation in brackets
 */
export async function readRecordClients(
  connection: DuckDBConnection,
  rowIds: Int32Array,
  records = 'traffic',
): Promise<RecordClients> {
  uses += 1;
  const table = `clients_by_code_${uses}`;
  await connection.run(
    `create temp table ${table} as
     select src_ip, cast(row_number() over (order by src_ip) - 1 as integer) as code from (select distinct src_ip from ${records} as r)`,
  );
  try {
    const known = await connection.runAndReadAll(`select src_ip from ${table} order by code`);
    const addresses = known.getRows().map(([address]) => String(address));
    const codes = new Int32Array(rowIds.length);
    const position = rowPositions(rowIds);
    await forEachChunk(
      connection,
      `select row_id, code from ${records} as r join ${table} as c on c.src_ip is not distinct from r.src_ip`,
      {},
      rowIds.length,
      ({ rows, column }) => {
        const [ids, clientCodes] = [integers(column(0)), integers(column(1))];
        for (let k = 0; k < rows; k++) codes[position(ids[k]!)] = clientCodes[k]!;
      },
    );
    return { codes, addresses };
  } finally {
    await connection.run(`drop table if exists temp.${table}`);
  }
}
