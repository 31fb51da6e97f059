import type { DuckDBConnection } from '@duckdb/node-api';
import type { RemoteEngine } from './remote-engine.js';

/** Something whose tables can be asked: those of the DuckDB in this process, or of an engine elsewhere. */
export interface Records {
  /** The DuckDB in this process; of records that stay elsewhere, an error that says so. */
  readonly connection: DuckDBConnection;
  /** Where the records stay in an engine elsewhere, that engine. */
  readonly remote?: RemoteEngine;
}
