import type { DuckDBConnection } from '@duckdb/node-api';
import { behindMasks } from '../load/redact/behind-masks.js';

/**
 * Gives the name of a table with the address (`address`) behind each mask (`ip`) of redacted traffic, for as long as
 * `use` runs; null where nothing is masked. Owners and lists are looked up by the addresses themselves, and the masks
 * are what the answer is told of.
 */
export async function withUnmasked<Result>(
  connection: DuckDBConnection,
  use: (unmasked: string | null) => Promise<Result>,
): Promise<Result> {
  const masks = behindMasks(connection);
  if (masks === undefined) return use(null);
  await connection.run('create or replace temp table unmasked (ip varchar, address varchar)');
  try {
    const appender = await connection.createAppender('unmasked', 'main', 'temp');
    for (const [mask, address] of masks.addresses) {
      appender.appendVarchar(mask);
      appender.appendVarchar(address);
      appender.endRow();
    }
    appender.closeSync();
    return await use('unmasked');
  } finally {
    await connection.run('drop table unmasked');
  }
}
