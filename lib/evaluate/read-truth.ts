import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { quoteLiteral } from '../engine/sql-text.js';

/** What is known about records, in the order of the row ids asked for. */
export interface Truth {
  /** 1 for a record of an attack, else 0. */
  readonly labels: Uint8Array;
  /** Who caused each record. */
  readonly actors: readonly string[];
}

/**
 * Reads the truth that the simulator writes beside its records (`truthFile`).
 *
 * @param file CSV with row_id, actor and attack (empty on normal records)
 * @param rowIds records to read it of, such as `matrix.rowIds`
 * @throws when the file cannot be read or lacks one of the records
 *
 * @example
 * const { labels, actors } = await readTruth(traffic, truthFile('data/cybersecurity_data.csv'), matrix.rowIds);
 */
export async function readTruth(
  { connection }: { readonly connection: DuckDBConnection },
  file: string,
  rowIds: Int32Array,
): Promise<Truth> {
  const rows = await query<{ row_id: number; actor: string; attack: boolean }>(
    connection,
    `select cast(row_id as integer) as row_id, actor, coalesce(attack, '') <> '' as attack
     from read_csv(${quoteLiteral(file)}, header = true, all_varchar = true)`,
  );
  const known = new Map(rows.map((row) => [row.row_id, row]));
  const found = Array.from(rowIds, (id) => {
    const row = known.get(id);
    if (row === undefined)
      throw new Error(`${file} says nothing of record ${id}: give the truth of these very records.`);
    return row;
  });
  return {
    labels: Uint8Array.from(found, ({ attack }) => (attack ? 1 : 0)),
    actors: found.map(({ actor }) => actor),
  };
}
