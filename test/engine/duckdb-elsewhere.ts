import type { DuckDBConnection } from '@duckdb/node-api';
import { collectBatches } from '../../lib/engine/column-batch.js';
import { composeSql, DUCKDB } from '../../lib/engine/compose-sql.js';
import { openDuckDB, withDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import type { Engine, QueryOptions, SqlParameters } from '../../lib/engine/engine.js';
import type { TypedValue } from '../../lib/engine/typed-value.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import type { LongOperation } from '../../lib/progress/long-operation.js';

/** How Trino names types of DuckDB; the others have the same name. */
const TYPES: Readonly<Record<string, string>> = { FLOAT: 'REAL' };
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
  const rows = await requireLocal(records).engine.connection.runAndReadAll('select * from traffic');
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
  const engineWithin = (outer: LongOperation): Engine => {
    async function* stream(sql: string, parameters: SqlParameters = {}, options: QueryOptions = {}) {
      asked.push(sql);
      const query = composeSql(sql, options.relations ?? {}, DUCKDB);
      const found = await there.runAndReadAll(
        /\border by\b/.test(query) ? query : `${query} order by random()`,
        {
          ...(parameters as Record<string, string | number>),
        },
      );
      const types = found.columnTypes().map(String);
      const values = found.getColumnsJS() as TypedValue[][];
      // As Trino does, until it has planned a query.
      yield { rows: 0, columns: [] };
      for (let from = 0; from === 0 || from < found.currentRowCount; from += BATCH) {
        onBatch();
        options.signal?.throwIfAborted();
        outer.signal?.throwIfAborted();
        const columns = found.columnNames().map((name, i) => ({
          name,
          type: TYPES[types[i]!] ?? types[i]!,
          values: (values[i] ?? []).slice(from, from + BATCH),
        }));
        yield { rows: columns[0]?.values.length ?? 0, columns };
      }
    }
    const query = async <Row>(sql: string, parameters?: SqlParameters, options?: QueryOptions) =>
      (await collectBatches(stream(sql, parameters, options))).rows as readonly Row[];
    const refused = () => Promise.reject(new Error('nothing is kept there'));
    return {
      name: 'another DuckDB',
      stream,
      query,
      hasTable: async (table) => names.includes(table),
      createTable: refused,
      uploadTable: refused,
      importTable: refused,
      during: (operation, use) => use(engineWithin({ ...outer, ...operation }) as never),
      withLocal: (use) => withDuckDB((connection) => use(duckdbEngine(connection))),
      async fingerprint(table, columns) {
        const sql = `select to_hex(checksum(row(${columns}))) as every from ${table}`;
        return (await query<{ readonly every: string }>(sql))[0]!.every;
      },
      close: () => undefined,
    };
  };
  const names = ['traffic', ...(numbered ? ['row_numbers'] : [])];
  const engine = engineWithin({});
  return { traffic: { ...records, engine }, there, asked };
}
