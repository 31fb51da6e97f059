import type { DuckDBValue } from '@duckdb/node-api';
import { composeSql, DUCKDB } from '../engine/compose-sql.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { FeatureDefinition, FeatureFile } from './feature-definitions.js';
import type { Frequency } from './fitted-features.js';
import { frequencyLists } from './learn-frequencies.js';
import type { RequestModel } from './requests/request-model.js';

/** Parameters of the SQL of features, fitted on the training records. */
export interface Learned {
  readonly records: number;
  readonly windowSeconds: number;
  readonly frequencies: readonly Frequency[];
  readonly requests?: RequestModel;
}

/** Features of a `FeatureFile`, before scaling: `row_id`, the codes of categories, the features. */
export interface Relation {
  /** Returns the SQL relation of the records that meet a condition on `row_id`. */
  readonly from: (rows: string) => string;
  /** Values to bind. */
  readonly values: Readonly<Record<string, DuckDBValue>>;
  /** Table with the minimum and maximum of each feature, where only a sample of records is kept. */
  readonly extremes?: string;
}

/** Column of a relation that has features with a warm-up: whether the record lies in it. */
export const IN_WARM_UP = 'in_warm_up';

/** Relations of features, by where they are computed. */
export type Relations = ReadonlyMap<FeatureFile, Relation>;

/** Returns the relation of features in a table. */
export const tableRelation = (table: string): Relation => ({
  from: (rows) => `(select * from ${table} where ${rows})`,
  values: {},
});

/**
 * Returns the relation of features of single records, which are computed while they are read.
 *
 * @param owners the table that `ownersTable` makes
 * @param records the table with the records
 */
export function computedOnRead(owners: string, learned: Learned, records = 'traffic'): Relation {
  const sql = readSqlFile('features');
  return {
    // The condition is applied where records are read, since the engine does not push it down.
    from: (rows) =>
      `(${composeSql(
        sql,
        {
          network_owners: `select * from ${owners}`,
          traffic: `select * from ${records} where ${rows}`,
        },
        DUCKDB,
      )})`,
    values: recordBindings(learned),
  };
}

/** Values to bind in `features.sql`. */
const recordBindings = ({ records, frequencies }: Learned): Readonly<Record<string, DuckDBValue>> => ({
  ...frequencyLists(frequencies),
  records,
});

/** Returns the columns of a table with these features, so that the engine does not compute others. */
export const columnsOf = (definitions: readonly FeatureDefinition[]): string =>
  [
    'row_id',
    ...(definitions.some(({ warmUp }) => warmUp) ? [IN_WARM_UP] : []),
    ...definitions.flatMap(({ category }) => (category === undefined ? [] : [`${category}_code`])),
    ...definitions.map(({ name }) => name),
  ].join(', ');
