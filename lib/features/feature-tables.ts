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

/** Features as tables of an engine. */
export interface FeatureTables {
  readonly connection: DuckDBConnection;
  /** The table that `networkOwners` makes. */
  readonly owners: string;
  /** Computes features, before scaling, into a table a file in `lib/sql`: `row_id`, the codes of categories, the features. */
  readonly compute: (learned: Learned, wanted: readonly FeatureDefinition[]) => Promise<TableOf>;
}

/** The name of the table with the features of a file. */
export type TableOf = ReadonlyMap<FeatureFile, string>;

let uses = 0;

/**
 * Computes unscaled features into temporary tables, for as long as `use` runs. However it ends, the tables are gone
 * afterwards, and two uses of one connection never share one.
 *
 * @param names names of the features that will be asked for
 */
export async function withFeatureTables<Result>(
  { connection }: Traffic,
  names: readonly string[],
  operation: LongOperation,
  use: (tables: FeatureTables) => Promise<Result>,
): Promise<Result> {
  uses += 1;
  const nth = uses;
  const own = (name: string) => `${name.replaceAll('-', '_')}_${nth}`;
  const owners = own('network_owners');
  const made = [owners];
  try {
    await watch(connection, 'network owners', operation, async () => {
      if (names.includes('owner_rarity')) await networkOwners(connection, owners);
      else await connection.run(`create temp table ${owners} (src_ip varchar, owner varchar)`);
    });
    const compute: FeatureTables['compute'] = async (learned, wanted) => {
      const tables = new Map<FeatureFile, string>();
      for (const file of new Set(wanted.map((definition) => definition.file))) {
        const table = own(file);
        const inFile = wanted.filter((definition) => definition.file === file);
        made.push(table);
        await watch(connection, 'computing features', operation, () =>
          // Naming the columns lets the engine leave the others uncomputed.
          connection.run(
            `create temp table ${table} as select ${columnsOf(inFile)} from (${featureSql(file, owners)})`,
            parameters(file, learned),
          ),
        );
        tables.set(file, table);
      }
      return tables;
    };
    return await use({ connection, owners, compute });
  } finally {
    for (const table of made) await connection.run(`drop table if exists ${table}`);
  }
}

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
): Record<string, DuckDBValue> =>
  file === 'features' ? { ...frequencyLists(frequencies), records } : { window_seconds: windowSeconds };

/** Definitions of the features of a matrix, and of those without which they would be left out. */
export const definitionsOf = (names: readonly string[]): readonly FeatureDefinition[] =>
  featureDefinitions.filter(
    ({ name }) =>
      names.includes(name) || featureDefinitions.some((d) => d.varies === name && names.includes(d.name)),
  );
