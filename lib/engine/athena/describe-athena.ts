import type { LongOperation } from '../../progress/long-operation.js';
import { collectBatches, withoutRows } from '../column-batch.js';
import type { ResultColumn } from '../sql-result.js';
import type { TrinoParameter } from '../trino/bind-parameters.js';
import type { AthenaPlace } from './athena-place.js';
import { streamAthena } from './stream-athena.js';

/**
 * Says what columns, of what types, a query gives, without reading anything: it is asked for no row.
 *
 * @param sql a SELECT, with or without `with`
 * @throws as `streamAthena` does
 *
 * @example
 * const athena = { catalog: 'AwsDataCatalog', database: 'logs', workgroup: 'analysts' };
 * const ask = () => describeAthena(athena, 'select * from traffic'); // [{ name: 'bytes_in', type: 'bigint' }, …]
 */
export async function describeAthena(
  place: AthenaPlace,
  sql: string,
  parameters: Readonly<Record<string, TrinoParameter>> = {},
  { signal }: LongOperation = {},
): Promise<readonly ResultColumn[]> {
  return (await collectBatches(streamAthena(place, withoutRows(sql), parameters, { signal }))).columns;
}
