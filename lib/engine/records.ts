import type { DuckDBConnection } from '@duckdb/node-api';
import type { Engine } from './engine.js';
import type { RemoteEngine } from './remote-engine.js';

/** As `Traffic` was before it had an `engine`, for folders that are not converted yet. */
export interface Records {
  /** The DuckDB in this process; of records that stay elsewhere, an error that says so. */
  readonly connection: DuckDBConnection;
  /** Where the records stay in an engine elsewhere, that engine. */
  readonly remote?: RemoteEngine;
  readonly engine?: Engine;
}
