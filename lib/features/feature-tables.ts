import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { watch } from '../engine/watch.js';
import { networkOwners } from '../enrich/network-owners.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { type FeatureDefinition, type FeatureFile, featureDefinitions } from './feature-definitions.js';
import { featureSql } from './feature-sql.js';
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
}

/** The tables that hold features, by the file of SQL that made each. */
export type Relations = ReadonlyMap<FeatureFile, Relation>;

/** How often the features of all records will be read. */
export type Reads = 'once' | 'often';

/** Features in an engine. */
export interface FeatureTables {
  readonly connection: DuckDBConnection;
  /** The table that `networkOwners` makes. */
  readonly owners: string;
  readonly compute: (learned: Learned, wanted: readonly FeatureDefinition[]) => Promise<Relations>;
}

let uses = 0;

/**
 * Computes unscaled features into temporary tables, for as long as `use` runs. What is read once and of each record by
 * itself is computed while it is read, which takes half the time of a table. However it ends, the tables are gone
 * afterwards, and two uses of one connection never share one.
 *
 * @param choice names of the features that will be asked for, and how often
 */
export async function withFeatureTables<Result>(
  { connection }: Traffic,
  { names, reads }: { readonly names: readonly string[]; readonly reads: Reads },
  operation: LongOperation,
  use: (tables: FeatureTables) => Promise<Result>,
): Promise<Result> {
  uses += 1;
  const nth = uses;
  const owners = `network_owners_${nth}`;
  const made = [owners];
  const relation = async (
    file: FeatureFile,
    wanted: readonly FeatureDefinition[],
    learned: Learned,
  ): Promise<Relation> => {
    const sql = featureSql(file, owners);
    const values = parameters(file, learned);
    if (file === 'features' && reads === 'once') return { from: (rows) => `(${onlyOf(rows, sql)})`, values };
    const table = `${file.replaceAll('-', '_')}_${nth}`;
    made.push(table);
    // Naming the columns lets the engine leave the others uncomputed.
    await watch(connection, 'computing features', operation, () =>
      connection.run(`create temp table ${table} as select ${columnsOf(wanted)} from (${sql})`, values),
    );
    return { from: (rows) => `(select * from ${table} where ${rows})`, values: {} };
  };
  const compute: FeatureTables['compute'] = async (learned, wanted) => {
    const relations = new Map<FeatureFile, Relation>();
    for (const file of new Set(wanted.map((definition) => definition.file))) {
      const inFile = wanted.filter((definition) => definition.file === file);
      relations.set(file, await relation(file, inFile, learned));
    }
    return relations;
  };
  try {
    await watch(connection, 'network owners', operation, async () => {
      if (names.includes('owner_rarity')) await networkOwners(connection, owners);
      else await connection.run(`create temp table ${owners} (src_ip varchar, owner varchar)`);
    });
    return await use({ connection, owners, compute });
  } finally {
    for (const table of made) await connection.run(`drop table if exists ${table}`);
  }
}

/** The condition goes where the records are read: the engine does not carry it there by itself. */
const onlyOf = (rows: string, sql: string): string =>
  rows === 'true'
    ? sql
    : sql.replaceAll(/\bfrom traffic\b/g, `from (select * from traffic where ${rows}) as traffic`);

const columnsOf = (definitions: readonly FeatureDefinition[]): string =>
  [
    'row_id',
    ...definitions.flatMap(({ category }) => (category === undefined ? [] : [`${category}_code`])),
    ...definitions.map(({ name }) => name),
  ].join(', ');

/** An engine refuses to be given what a text does not ask for. */
const parameters = (
  file: FeatureFile,
  { records, windowSeconds, frequencies }: Learned,
): Readonly<Record<string, DuckDBValue>> =>
  file === 'features' ? { ...frequencyLists(frequencies), records } : { window_seconds: windowSeconds };

/** Definitions of the features of a matrix, and of those without which they would be left out. */
export const definitionsOf = (names: readonly string[]): readonly FeatureDefinition[] =>
  featureDefinitions.filter(
    ({ name }) =>
      names.includes(name) || featureDefinitions.some((d) => d.varies === name && names.includes(d.name)),
  );
