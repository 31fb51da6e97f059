import { filesize } from 'filesize';
import { inputError } from '../../text/input-error.js';
import { composeSql } from '../compose-sql.js';
import { makeQueryEngine, type QueryEngine } from '../query-engine.js';
import type { AthenaSettings } from './run-athena.js';
import { streamAthena } from './stream-athena.js';

/**
 * Returns an engine that runs queries on Amazon Athena. Nothing is sent to AWS before the first query.
 *
 * The engine's `query`, `stream`, `describe` and `estimate` take the SQL, values for its `$name` parameters, and options: `signal`
 * stops the query, `onProgress` gets the bytes scanned, `onCost` gets bytes and seconds in the end. `describe` and `estimate` scan
 * nothing. Estimates are of uncompressed bytes: of columns in Parquet less is scanned and charged.
 *
 * @param settings catalog, database, and optionally workgroup, folder for results and `maxBytes`
 * @returns the engine; `sqlFor({ engine })` gives a tagged template for it
 * @throws nothing; each function throws as {@link QueryEngine.query} does, and an InputError when the query would read or has
 *   scanned more than `settings.maxBytes`
 * @see https://docs.aws.amazon.com/athena/latest/ug/athena-explain-statement.html for `estimate`
 *
 * @example
 * const athena = openAthena({ catalog: 'AwsDataCatalog', database: 'logs', workgroup: 'analysts', maxBytes: 10e9 });
 * const countBlocked = () => athena.query<{ n: bigint }>('select count(*) as n from traffic where action = $a', { a: 'BLOCK' });
 * const sql = sqlFor({ engine: athena });
 */
export function openAthena(settings: AthenaSettings): QueryEngine {
  const { catalog, database, maxBytes } = settings;
  return makeQueryEngine({
    name: `Athena at ${catalog}.${database}`,
    run: (sql, parameters, options) =>
      streamAthena(settings, composeSql(sql, options.relations ?? {}), parameters, options),
    explain(sql, parameters, options) {
      const composed = composeSql(sql, options.relations ?? {});
      return streamAthena(settings, `explain (type io, format json) ${composed}`, parameters, options);
    },
    ...(maxBytes !== undefined && {
      checkEstimate(tables) {
        const bytes = tables.reduce((sum, table) => sum + (table.bytes ?? 0), 0);
        if (bytes > maxBytes)
          throw inputError(
            `Athena would read about ${filesize(bytes)}, uncompressed, for a query that may scan ${filesize(maxBytes)}: narrow the time or the columns, or raise maxBytes.`,
          );
      },
    }),
  });
}
