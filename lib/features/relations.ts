import type { DuckDBValue } from '@duckdb/node-api';
import { composeSql, DUCKDB } from '../engine/compose-sql.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { FeatureDefinition, FeatureFile } from './feature-definitions.js';
import type { Frequency } from './fitted-features.js';
import { frequencyLists } from './learn-frequencies.js';

/** What the SQL of features needs to have learned beforehand. */
export interface Learned {
  readonly records: number;
  readonly windowSeconds: number;
  readonly frequencies: readonly Frequency[];
}

/** Features of a file in `lib/sql`, before scaling: `row_id`, the codes of categories, the features. */
export interface Relation {
  /** What follows `from` in SQL, for the records that meet a condition on `row_id`. */
  readonly from: (rows: string) => string;
  /** What is to be bound for it. */
  readonly values: Readonly<Record<string, DuckDBValue>>;
  /** A table with the least and the greatest value of each feature, where not all records are at hand. */
  readonly extremes?: string;
}

/** Features in an engine, by the file of SQL that made each. */
export type Relations = ReadonlyMap<FeatureFile, Relation>;

/** Features in a table. */
export const tableRelation = (table: string): Relation => ({
  from: (rows) => `(select * from ${table} where ${rows})`,
  values: {},
});

/**
 * Features of each record by itself, computed while they are read.
 *
 * @param owners the table that `ownersTable` makes
 * @param records the table with the records
 */
export function computedOnRead(owners: string, learned: Learned, records = 'traffic'): Relation {
  const sql = readSqlFile('features');
  return {
    // The condition goes where the records are read: the engine does not carry it there by itself.
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

/** What `features.sql` is given. */
const recordBindings = ({ records, frequencies }: Learned): Readonly<Record<string, DuckDBValue>> => ({
  ...frequencyLists(frequencies),
  records,
});

/** The columns of a table with these features: naming them lets the engine leave the others uncomputed. */
export const columnsOf = (definitions: readonly FeatureDefinition[]): string =>
  [
    'row_id',
    ...definitions.flatMap(({ category }) => (category === undefined ? [] : [`${category}_code`])),
    ...definitions.map(({ name }) => name),
  ].join(', ');
