import { duckdbEngine } from './duckdb-engine.js';
import type { Records } from './records.js';

/** `traffic.engine.hasTable`, for folders that are not converted yet. */
export const hasTable = (records: Records, name: string): Promise<boolean> =>
  (records.remote?.engine ?? duckdbEngine(records.connection)).hasTable(name);
