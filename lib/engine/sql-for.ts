import type { LongOperation } from '../progress/long-operation.js';
import { collectBatches } from './column-batch.js';
import type { SqlEngine } from './engine.js';
import { type SqlResult, sqlResult } from './sql-result.js';
import { bindTemplate, type SqlValue, sqlParameters } from './sql-template.js';

/** A tagged template that asks the engine; `Row` says what a row of the result is. */
export type Sql = <Row extends object = Record<string, unknown>>(
  parts: TemplateStringsArray,
  ...values: readonly (SqlValue | readonly SqlValue[])[]
) => Promise<SqlResult<Row>>;

/**
 * Gives a tagged template that runs SQL on records (`traffic`, `rejects`). A `${value}` is bound, never spliced
 * into the text; a `${list}` is what `in` takes.
 *
 * @param traffic records, or anything else with an engine
 * @param operation its `signal` stops a question that runs, its `onProgress` hears of one that takes over two seconds
 * @throws an SqlError with line, column, caret and the column meant, when the SQL is wrong
 *
 * @example
 * const sql = sqlFor(traffic);
 * const top = await sql<{ src_ip: string; n: bigint }>`
 *   select src_ip, count(*) as n from traffic where dst_port = ${443} group by 1 order by 2 desc limit 10`;
 * show(top);
 */
export function sqlFor({ engine }: { readonly engine: SqlEngine }, operation: LongOperation = {}): Sql {
  return async <Row extends object>(
    parts: TemplateStringsArray,
    ...values: readonly (SqlValue | readonly SqlValue[])[]
  ) => {
    const query = bindTemplate(parts, values);
    const batches = engine.stream(query.text, sqlParameters(query), operation);
    const { columns, rows } = await collectBatches(batches);
    return sqlResult<Row>(query, columns, rows as readonly Row[]);
  };
}
