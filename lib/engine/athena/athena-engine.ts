import { collectBatches, withTypeNames } from '../column-batch.js';
import { composeSql } from '../compose-sql.js';
import type { QueryEngine, QueryOptions, SqlParameters } from '../engine.js';
import type { AthenaPlace } from './athena-place.js';
import { streamAthena } from './stream-athena.js';

/**
 * Gives an engine whose queries Athena answers. It makes no tables.
 *
 * @throws as `streamAthena` does when asked
 *
 * @example
 * const engine = athenaEngine({ catalog: 'AwsDataCatalog', database: 'logs', workgroup: 'analysts' });
 * const sql = sqlFor({ engine });
 * const count = () => sql<{ n: bigint }>`select count(*) as n from traffic where dst_port = ${443}`;
 */
export function athenaEngine(place: AthenaPlace): QueryEngine {
  const stream = (
    sql: string,
    parameters: SqlParameters = {},
    { relations = {}, ...operation }: QueryOptions = {},
  ) => withTypeNames(streamAthena(place, composeSql(sql, relations), parameters, operation));
  return {
    name: `Athena at ${place.catalog}.${place.database}`,
    stream,
    async query<Row>(sql: string, parameters: SqlParameters = {}, options: QueryOptions = {}) {
      return (await collectBatches(stream(sql, parameters, options))).rows as readonly Row[];
    },
  };
}
