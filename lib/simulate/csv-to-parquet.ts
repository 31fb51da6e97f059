import { withDuckDB } from '../engine/duckdb.js';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';

/**
 * Turns a CSV file with a header into Parquet, row by row in the same order, by one thread: the row groups,
 * and so the bytes, then do not depend on the machine.
 *
 * @param types SQL type of each column by its name
 */
export async function csvToParquet(
  csv: string,
  parquet: string,
  types: Readonly<Record<string, string>>,
): Promise<void> {
  const struct = Object.entries(types).map(([name, type]) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`);
  await withDuckDB(async (connection) => {
    await connection.run("set threads = 1; set preserve_insertion_order = true; set memory_limit = '1GB'");
    await connection.run(`
      copy (
        from read_csv(${quotePath(csv)}, auto_detect = false, header = true, columns = {${struct.join(', ')}},
                      timestampformat = '%Y-%m-%dT%H:%M:%SZ')
      ) to ${quoteLiteral(parquet)} (format parquet, compression zstd, row_group_size 122880)`);
  });
}
