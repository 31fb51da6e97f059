import { composeSql, DUCKDB } from '../engine/compose-sql.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { type FeatureDefinition, type FeatureFile, featureDefinitions } from './feature-definitions.js';
import { duringFeatures, type FeatureSource, localSource, withFeatureSource } from './feature-source.js';
import { clientsOf, ownersTable } from './owners-table.js';
import {
  columnsOf,
  computedOnRead,
  type Learned,
  type Relation,
  type Relations,
  tableRelation,
} from './relations.js';
import { requestRelations } from './requests/request-relation.js';
import { type Sampling, sampledFeatures } from './sampled-features.js';

interface FeatureReads {
  /** Names of the features that will be computed. */
  readonly names: readonly string[];
  /** The sample to keep, of more records than memory and disk can hold. */
  readonly sampling?: Sampling | undefined;
}

/** Features in an engine. */
export interface FeatureTables {
  /** The records, and in `local` the features. */
  readonly source: FeatureSource;
  /** The table that `ownersTable` makes. */
  readonly owners: string;
  /**
   * Table with `row_id` and `src_ip` of the records that have features: `traffic`, or where records stay
   * elsewhere the sample, once features are computed.
   */
  readonly records: string;
  readonly compute: (learned: Learned, requested: readonly FeatureDefinition[]) => Promise<Relations>;
}

let uses = 0;

/**
 * Computes unscaled features into temporary tables, which exist while `use` runs. Features of single records
 * are computed whenever they are read, since a table takes longer and memory that time windows need. The
 * tables are always dropped, and two uses never share one.
 */
export function withFeatureTables<Result>(
  traffic: Traffic,
  choice: FeatureReads,
  operation: LongOperation,
  use: (tables: FeatureTables) => Promise<Result>,
): Promise<Result> {
  const work = (source: FeatureSource) => computeTables(source, choice, operation, use);
  return choice.sampling
    ? withFeatureSource(traffic, operation, work)
    : work(localSource(requireLocal(traffic)));
}

async function computeTables<Result>(
  source: FeatureSource,
  { names, sampling }: FeatureReads,
  operation: LongOperation,
  use: (tables: FeatureTables) => Promise<Result>,
): Promise<Result> {
  uses += 1;
  const { local } = source;
  const { connection } = local;
  const nth = uses;
  const owners = `network_owners_${nth}`;
  const createdTables = [owners, clientsOf(owners)];
  const nameTable = (name: string) => {
    const table = `${name.replaceAll('-', '_')}_${nth}`;
    createdTables.push(table);
    return table;
  };
  const records = source.complete ? 'traffic' : nameTable('records_sample');
  let everyoneTable: string | undefined;
  const everyone = async ({ windowSeconds }: Learned): Promise<string> => {
    if (everyoneTable !== undefined) return everyoneTable;
    everyoneTable = nameTable('features-everyone');
    const starts = { features_starts: readSqlFile('features-starts') };
    await connection.run(
      `create temp table ${everyoneTable} as ${composeSql(readSqlFile('features-everyone'), starts)}`,
      { window_seconds: windowSeconds },
    );
    return everyoneTable;
  };
  const relation = async (
    file: FeatureFile,
    requested: readonly FeatureDefinition[],
    learned: Learned,
  ): Promise<Relation> => {
    if (file === 'features') return computedOnRead(owners, learned);
    const table = nameTable(file);
    if (file === 'request-texts')
      return requestRelations(local, learned.requests)(table, 'traffic', pickOperation(operation));
    const bound = { window_seconds: learned.windowSeconds };
    await local.during({ note: 'computing features', ...pickOperation(operation) }, async () => {
      const relations = { features_everyone: `select * from ${await everyone(learned)}` };
      const sql = composeSql(readSqlFile(file), file === 'features-requests' ? {} : relations, DUCKDB);
      await connection.run(
        `create temp table ${table} as select ${columnsOf(requested)} from (${sql})`,
        bound,
      );
    });
    return tableRelation(table);
  };
  const compute: FeatureTables['compute'] = async (learned, requested) => {
    const relations = new Map<FeatureFile, Relation>();
    if (sampling) {
      const sampled = await sampledFeatures(
        source,
        owners,
        sampling,
        learned,
        requested,
        records,
        nameTable,
        operation,
      );
      for (const [file, sampledRelation] of sampled) relations.set(file, sampledRelation);
    }
    for (const file of new Set(requested.map((definition) => definition.file))) {
      const inFile = requested.filter((definition) => definition.file === file);
      if (!relations.has(file)) relations.set(file, await relation(file, inFile, learned));
    }
    return relations;
  };
  try {
    await duringFeatures(source, { note: 'network owners', ...pickOperation(operation) }, (within) =>
      ownersTable(within, owners, names),
    );
    return await use({ source, owners, records, compute });
  } finally {
    for (const table of createdTables) await connection.run(`drop table if exists ${table}`);
  }
}

/** Returns the definitions of the named features, and of those that they depend on. */
export const definitionsOf = (names: readonly string[]): readonly FeatureDefinition[] =>
  featureDefinitions.filter(
    ({ name }) =>
      names.includes(name) || featureDefinitions.some((d) => d.varies === name && names.includes(d.name)),
  );
