import { filesize } from 'filesize';
import type { LongOperation } from '../../progress/long-operation.js';
import { inputError } from '../../text/input-error.js';
import { collectBatches } from '../column-batch.js';
import type { TrinoParameter } from '../trino/bind-parameters.js';
import type { TableEstimate } from '../trino/estimate-trino.js';
import type { TypedValue } from '../typed-value.js';
import type { AthenaPlace } from './athena-place.js';
import { estimateAthena } from './estimate-athena.js';
import { type AthenaCost, streamAthena } from './stream-athena.js';

/**
 * Runs one statement on Athena and gives its rows as `query` gives DuckDB's: BIGINT as bigint (exact), TIMESTAMP as Date,
 * DOUBLE and INTEGER as number, NULL as null. For results of a size that a person reads; `streamAthena` gives others. What
 * it will cost, `estimateAthena` says before; with `place.mostBytes`, a query that Athena knows to read more is refused, and
 * any other is stopped when it has scanned more.
 *
 * @param parameters values bound to `$name` in the SQL, never spliced into its text
 * @param operation its `signal` stops the query there, its `onProgress` hears the bytes scanned, and its `onCost` in the end
 *   what was scanned
 * @throws as `streamAthena` does
 *
 * @example
 * const athena = { catalog: 'AwsDataCatalog', database: 'logs', workgroup: 'analysts', mostBytes: 10e9 };
 * const ask = () => queryAthena<{ n: bigint }>(athena, 'select count(*) as n from traffic where action = $action', { action: 'BLOCK' });
 */
export async function queryAthena<Row extends { readonly [Name in keyof Row]: TypedValue }>(
  place: AthenaPlace,
  sql: string,
  parameters: Readonly<Record<string, TrinoParameter>> = {},
  { onCost, ...operation }: LongOperation & { readonly onCost?: (cost: AthenaCost) => void } = {},
): Promise<readonly Row[]> {
  if (place.mostBytes !== undefined) await refuseCostly(place, place.mostBytes, sql, parameters, operation);
  const { rows, cost } = await collectBatches(streamAthena(place, sql, parameters, operation));
  if (cost) onCost?.(cost);
  return rows as readonly Row[];
}

/** What cannot be estimated is not refused: what is wrong with it, the query itself will say. */
async function refuseCostly(
  place: AthenaPlace,
  most: number,
  sql: string,
  parameters: Readonly<Record<string, TrinoParameter>>,
  { signal }: LongOperation,
): Promise<void> {
  const tables = await estimateAthena(place, sql, parameters, { signal }).catch(
    (): readonly TableEstimate[] => [],
  );
  const bytes = tables.reduce((sum, table) => sum + (table.bytes ?? 0), 0);
  if (bytes > most)
    throw inputError(
      `Athena would read about ${filesize(bytes)}, uncompressed, for a query that may scan ${filesize(most)}: narrow the time or the columns, or raise mostBytes.`,
    );
}
