import type { LongOperation } from '../../progress/long-operation.js';
import { composeSql } from '../compose-sql.js';
import { bindParameters, type TrinoParameter } from './bind-parameters.js';
import { queryTrino } from './query-trino.js';
import { trinoDialect } from './trino-dialect.js';
import type { TrinoServer } from './trino-server.js';

/** What a query will read of one table. */
export interface TableEstimate {
  /** Catalog, schema and name. */
  readonly table: string;
  /** Columns by which parts of the table can be left unread. */
  readonly narrowedBy: readonly string[];
  /** Rows that come out of the table; undefined of a table without statistics (`analyze` makes them). */
  readonly rows?: number;
  /** Bytes of these rows in the columns asked for, uncompressed; undefined as `rows` is. */
  readonly bytes?: number;
}

/** The part of `explain (type io, format json)` that is used; a number that is not known is the text "NaN". */
interface Plan {
  readonly inputTableColumnInfos: readonly {
    readonly table: {
      readonly catalog: string;
      readonly schemaTable: { readonly schema: string; readonly table: string };
    };
    readonly constraint: { readonly columnConstraints?: readonly { readonly columnName: string }[] };
    readonly estimate: {
      readonly outputRowCount: number | 'NaN';
      readonly outputSizeInBytes: number | 'NaN';
    };
  }[];
}

/**
 * Asks Trino what a query will read, before it is run: one entry for each table it asks. What it did read, `queryTrino`
 * tells its `onCost`.
 *
 * @throws as `streamTrino` does
 * @see https://trino.io/docs/current/sql/explain.html
 *
 * @example
 * const trino = { server: 'http://127.0.0.1:8476', catalog: 'tpch', schema: 'tiny' };
 * await estimateTrino(trino, 'select max(orderkey) from orders'); // [{ table: 'tpch.tiny.orders', rows: 15000, … }]
 */
export async function estimateTrino(
  trino: TrinoServer,
  sql: string,
  parameters: Readonly<Record<string, TrinoParameter>> = {},
  { signal }: LongOperation = {},
): Promise<readonly TableEstimate[]> {
  const composed = composeSql(sql, {}, trinoDialect());
  const explained = `explain (type io, format json) ${bindParameters(composed, parameters)}`;
  const [row] = await queryTrino<Readonly<Record<string, string>>>(trino, explained, {}, { signal });
  return tableEstimates(Object.values(row!)[0]!);
}

/** Reads the answer to `explain (type io, format json)`. */
export function tableEstimates(json: string): readonly TableEstimate[] {
  const plan = JSON.parse(json) as Plan;
  return plan.inputTableColumnInfos.map(({ table: { catalog, schemaTable }, constraint, estimate }) => ({
    table: [catalog, schemaTable.schema, schemaTable.table].join('.'),
    narrowedBy: (constraint.columnConstraints ?? []).map(({ columnName }) => columnName),
    ...(estimate.outputRowCount !== 'NaN' && { rows: estimate.outputRowCount }),
    ...(estimate.outputSizeInBytes !== 'NaN' && { bytes: estimate.outputSizeInBytes }),
  }));
}
