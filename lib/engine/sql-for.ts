import type { LongOperation } from '../progress/long-operation.js';
import { collectBatches } from './column-batch.js';
import type { SqlEngine } from './engine.js';
import { type SqlResult, sqlResult } from './sql-result.js';
import { bindTemplate, type SqlValue, sqlParameters } from './sql-template.js';

/** A tagged template that runs SQL; `Row` is the type of a row of the result. */
export type Sql = <Row extends object = Record<string, unknown>>(
  parts: TemplateStringsArray,
  ...values: readonly (SqlValue | readonly SqlValue[])[]
) => Promise<SqlResult<Row>>;

/**
 * Returns a tagged template that runs SQL on the engine of records (tables `traffic`, `rejects`, `labels`).
 *
 * A `${value}` is bound, never spliced into the text; a `${list}` becomes the list that `in` takes.
 *
 * @param source traffic records, or any object with an engine, such as `{ engine: openTrino(server) }`
 * @param options `signal` stops a running query, `onProgress` gets the progress of queries that take over two seconds; none by default
 * @returns a function that resolves to rows, columns, a table for `show`, and conversions to a DataFrame and a matrix
 * @throws an SqlError with line, column, a caret and the nearest existing name, when the SQL is wrong
 *
 * @example
 * const sql = sqlFor(traffic);
 * const top = await sql<{ src_ip: string; n: bigint }>`
 *   select src_ip, count(*) as n from traffic where dst_port = ${443} group by 1 order by 2 desc limit 10`;
 * show(top);
 */
export function sqlFor({ engine }: { readonly engine: SqlEngine }, options: LongOperation = {}): Sql {
  return async <Row extends object>(
    parts: TemplateStringsArray,
    ...values: readonly (SqlValue | readonly SqlValue[])[]
  ) => {
    const query = bindTemplate(parts, values);
    const batches = engine.stream(query.text, sqlParameters(query), options);
    const { columns, rows } = await collectBatches(batches);
    return sqlResult<Row>(query, columns, rows as readonly Row[]);
  };
}
