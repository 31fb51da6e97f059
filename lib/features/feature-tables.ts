import type { DuckDBConnection } from '@duckdb/node-api';
import { watch } from '../engine/watch.js';
import { networkOwners } from '../enrich/network-owners.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { type FeatureDefinition, type FeatureFile, featureDefinitions } from './feature-definitions.js';
import { featureSql } from './feature-sql.js';
import {
  columnsOf,
  type Learned,
  ofEachRecord,
  ofTable,
  type Relation,
  type Relations,
  whileRead,
} from './relations.js';
import { type Sampling, sampledWindows } from './sampled-windows.js';

/**
 * How often the features of all records will be read; or which records are all that will be read, of more than memory and disk
 * should hold.
 */
export type Reads = 'once' | 'often' | Sampling;

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
  const nameTable = (name: string) => {
    const table = `${name.replaceAll('-', '_')}_${nth}`;
    made.push(table);
    return table;
  };
  const relation = async (
    file: FeatureFile,
    wanted: readonly FeatureDefinition[],
    learned: Learned,
  ): Promise<Relation> => {
    if (file === 'features' && reads !== 'often') return whileRead(owners, learned);
    const table = nameTable(file);
    const values = file === 'features' ? ofEachRecord(learned) : { window_seconds: learned.windowSeconds };
    await watch(connection, 'computing features', operation, () =>
      connection.run(
        `create temp table ${table} as select ${columnsOf(wanted)} from (${featureSql(file, owners)})`,
        values,
      ),
    );
    return ofTable(table);
  };
  const compute: FeatureTables['compute'] = async (learned, wanted) => {
    const relations = new Map<FeatureFile, Relation>();
    if (typeof reads === 'object') {
      const sampled = await sampledWindows(connection, reads, learned, wanted, nameTable, operation);
      for (const [file, found] of sampled) relations.set(file, found);
    }
    for (const file of new Set(wanted.map((definition) => definition.file))) {
      const inFile = wanted.filter((definition) => definition.file === file);
      if (!relations.has(file)) relations.set(file, await relation(file, inFile, learned));
    }
    return relations;
  };
  try {
    await watch(connection, 'network owners', operation, () => ownersTable(connection, owners, names));
    return await use({ connection, owners, compute });
  } finally {
    for (const table of made) await connection.run(`drop table if exists ${table}`);
  }
}

/** Makes the table of owners, with nobody in it where no feature of `names` asks for them. */
export async function ownersTable(
  connection: DuckDBConnection,
  table: string,
  names: readonly string[],
): Promise<void> {
  if (names.includes('owner_rarity')) await networkOwners(connection, table);
  else await connection.run(`create temp table ${table} (src_ip varchar, owner varchar)`);
}

/** Definitions of the features of a matrix, and of those without which they would be left out. */
export const definitionsOf = (names: readonly string[]): readonly FeatureDefinition[] =>
  featureDefinitions.filter(
    ({ name }) =>
      names.includes(name) || featureDefinitions.some((d) => d.varies === name && names.includes(d.name)),
  );
