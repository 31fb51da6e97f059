import type { LongOperation } from '../../progress/long-operation.js';
import { collectBatches, withoutRows } from '../column-batch.js';
import type { ResultColumn } from '../sql-result.js';
import type { TrinoParameter } from './bind-parameters.js';
import { streamTrino } from './stream-trino.js';
import type { TrinoServer } from './trino-server.js';

/**
 * Says what columns, of what types, a query gives, without reading anything: asked for no row, Trino only plans it.
 *
 * @param sql a SELECT, with or without `with`
 * @throws as `streamTrino` does
 *
 * @example
 * const trino = { server: 'http://127.0.0.1:8476', catalog: 'tpch', schema: 'tiny' };
 * await describeTrino(trino, 'select orderkey from orders'); // [{ name: 'orderkey', type: 'bigint' }]
 */
export async function describeTrino(
  trino: TrinoServer,
  sql: string,
  parameters: Readonly<Record<string, TrinoParameter>> = {},
  { signal }: LongOperation = {},
): Promise<readonly ResultColumn[]> {
  return (await collectBatches(streamTrino(trino, withoutRows(sql), parameters, { signal }))).columns;
}
