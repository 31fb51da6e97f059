import type { DuckDBConnection } from '@duckdb/node-api';
import { forEachChunk } from '../engine/for-each-chunk.js';
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
    const position = positionOf(rowIds);
    await forEachChunk(
      connection,
      `select row_id, code from ${records} as r join ${table} as c on c.src_ip is not distinct from r.src_ip`,
      {},
      rowIds.length,
      ({ rows, column }) => {
        const [ids, found] = [integers(column(0)), integers(column(1))];
        for (let k = 0; k < rows; k++) codes[position(ids[k]!)] = found[k]!;
      },
    );
    return { codes, addresses };
  } finally {
    await connection.run(`drop table if exists temp.${table}`);
  }
}

/** Returns the position of a number in an ascending list, at once where no number is missing. */
function positionOf(rowIds: Int32Array): (id: number) => number {
  const first = rowIds[0] ?? 0;
  if ((rowIds.at(-1) ?? 0) - first + 1 === rowIds.length) return (id) => id - first;
  const positions = new Map(Array.from(rowIds, (id, position) => [id, position]));
  return (id) => positions.get(id)!;
}

const integers = (bytes: Uint8Array): Int32Array =>
  new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
