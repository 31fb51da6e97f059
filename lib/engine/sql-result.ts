import type { DataFrame } from 'danfojs-node';
import type { HtmlBlock } from '../text/html-block.js';
import { table as tableOf } from '../text/table.js';
import type { BoundSql } from './sql-template.js';
import { toDataFrame } from './to-data-frame.js';
import { type ResultMatrix, toMatrix } from './to-matrix.js';

/** One column of a result, with its type in the engine. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** What an SQL question gave. As it has `html` and `text`, `show(result)` shows it as a table. */
export interface SqlResult<Row> extends HtmlBlock {
  /** BIGINT as bigint, TIMESTAMP as Date (UTC), NULL as null. */
  readonly rows: readonly Row[];
  readonly columns: readonly ResultColumn[];
  /** What was asked, to be asked again, as for a sheet of a workbook. */
  readonly query: BoundSql;
  /** The rows as a Danfo DataFrame. */
  toDataFrame(): Promise<DataFrame>;
  /** The numeric columns as a row-major Float32 matrix; NULL is NaN. */
  toMatrix(): ResultMatrix;
}

/** Makes a result out of what an engine gives back; table, frame and matrix are computed when asked for. */
export function sqlResult<Row extends object>(
  query: BoundSql,
  columns: readonly ResultColumn[],
  rows: readonly Row[],
): SqlResult<Row> {
  let table: HtmlBlock | undefined;
  const block = () => {
    table ??= tableOf(rows, { columns: columns.map(({ name }) => name) });
    return table;
  };
  return {
    rows,
    columns,
    query: query,
    toDataFrame: () => toDataFrame(rows),
    toMatrix: () => toMatrix(columns, rows),
    get html() {
      return block().html;
    },
    get text() {
      return block().text;
    },
  };
}
