import { duckdbEngine } from './duckdb-engine.js';
import type { UploadColumns } from './engine.js';
import type { Records } from './records.js';

/** `traffic.engine.uploadTable`, for folders that are not converted yet. */
export async function withColumns<Result>(
  records: Records,
  table: string,
  columns: UploadColumns,
  use: () => Promise<Result>,
): Promise<Result> {
  const engine = records.engine ?? duckdbEngine(records.connection);
  const uploaded = await engine.uploadTable(columns, { name: table });
  return use().finally(() => uploaded.drop());
}
