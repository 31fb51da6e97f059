import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import type { RemoteEngine } from '../../lib/engine/remote-engine.js';
import type { TypedValue } from '../../lib/engine/trino/typed-value.js';
import type { Traffic } from '../../lib/load/traffic.js';
import type { LongOperation } from '../../lib/progress/long-operation.js';

/** How Trino names the types of DuckDB; the others have the same name. */
const TYPES: Readonly<Record<string, string>> = { FLOAT: 'real' };
/** Names of Trino in questions that are asked of records elsewhere only. */
const NAMES = `create macro bit_count(bits, size) as length(replace(bits::bit::varchar, '0', ''));
  create macro bitwise_or_agg(bits) as bit_or(bits);
  create macro bitwise_left_shift(bits, places) as cast(bits as ubigint) << cast(places as ubigint);
  create macro checksum(value) as bit_xor(hash(value));`;
const BATCH = 1_000;

/** Records that stay elsewhere: in another DuckDB, as a Trino would hold them. */
export interface Elsewhere {
  readonly traffic: Traffic;
  /** The engine that holds them. */
  readonly there: DuckDBConnection;
  /** What it was asked. */
  readonly asked: string[];
}

/**
 * Has another engine hold a copy of records, which gives them in another order each time, as one of many nodes does.
 *
 * @param numbered whether they have numbers of their own there; else `row_id` is a hash, which some share
 * @param onBatch hears of each batch before it is given
 */
export async function duckdbElsewhere(
  records: Traffic,
  numbered: boolean,
  onBatch: () => void = () => undefined,
): Promise<Elsewhere> {
  const there = await openDuckDB();
  await there.run(NAMES);
  const rows = await records.connection.runAndReadAll('select * from traffic');
  const declared = rows.columnNames().map((name, i) => `${name} ${rows.columnType(i)}`);
  await there.run(`create table traffic (${declared})`);
  const appender = await there.createAppender('traffic');
  for (const row of rows.getRows()) {
    for (const [i, value] of row.entries()) appender.appendValue(value, rows.columnType(i));
    appender.endRow();
  }
  appender.closeSync();
  if (numbered)
    await there.run('create view row_numbers as select cast(row_id as bigint) as number from traffic');
  else await there.run('update traffic set row_id = cast(hash(row_id) % 100 as integer)');
  const asked: string[] = [];
  let current: LongOperation = {};
  const remote: RemoteEngine = {
    name: 'another DuckDB',
    stores: false,
    has: (table) => table === 'traffic' || (table === 'row_numbers' && numbered),
    keep: () => Promise.reject(new Error('nothing is kept there')),
    give: () => Promise.reject(new Error('nothing is given there')),
    async during(operation, work) {
      const before = current;
      current = { ...before, ...operation };
      return work().finally(() => {
        current = before;
      });
    },
    async *stream(sql, parameters) {
      const { signal } = current;
      asked.push(sql);
      const found = await there.runAndReadAll(/\border by\b/.test(sql) ? sql : `${sql} order by random()`, {
        ...(parameters as Record<string, string | number>),
      });
      const types = found.columnTypes().map(String);
      const values = found.getColumnsJS() as TypedValue[][];
      // As Trino does, until it has planned a query.
      yield { rows: 0, columns: [] };
      for (let from = 0; from === 0 || from < found.currentRowCount; from += BATCH) {
        onBatch();
        signal?.throwIfAborted();
        const columns = found.columnNames().map((name, i) => ({
          name,
          type: TYPES[types[i]!] ?? types[i]!.toLowerCase(),
          values: (values[i] ?? []).slice(from, from + BATCH),
        }));
        yield { rows: columns[0]?.values.length ?? 0, columns };
      }
    },
  };
  const traffic = Object.defineProperty({ ...records, remote }, 'connection', {
    get: () => assertNever(),
  });
  return { traffic, there, asked };
}

function assertNever(): never {
  throw new Error('the records are not here');
}
