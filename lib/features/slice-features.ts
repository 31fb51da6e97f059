import type { LongOperation } from '../progress/long-operation.js';
import { type FeatureFile, featureDefinitions } from './feature-definitions.js';
import type { FeatureMatrix } from './feature-matrix.js';
import { duringFeatures, type FeatureSource } from './feature-source.js';
import type { FittedFeatures } from './fitted-features.js';
import { clientsOf, ownersTable } from './owners-table.js';
import { readChunks } from './read-chunks.js';
import { computedOnRead } from './relations.js';
import { requestRelations } from './requests/request-relation.js';
import { sliceTables } from './slice-tables.js';
import type { TimeSlice } from './time-slices.js';

/** A slice of the traffic with its features. */
export interface SliceFeatures {
  readonly slice: TimeSlice;
  /** Temporary table with the records of the slice, which exists until the next slice. */
  readonly records: string;
  /**
   * Reads the scaled features in the order of `row_id`, `size` records at a time; do not keep a matrix after
   * the next is requested.
   */
  readonly chunks: (size: number) => AsyncGenerator<FeatureMatrix>;
}

let uses = 0;

/**
 * Computes fitted features slice by slice: the same values as `applyFeatures`, to the bit, for any number of
 * records.
 *
 * @param source records and the DuckDB that computes features
 * @param fitted fitted features
 * @param slices slices of `timeSlices` in chronological order; some may be missing
 * @throws the signal's reason when stopped
 *
 * @example
 * await withFeatureSource(traffic, {}, async (source) => {
 *   for await (const { chunks } of sliceFeatures(source, fitted, await timeSlices(source, 1_000_000)))
 *     for await (const matrix of chunks(100_000)) console.log(matrix.rows);
 * });
 */
export async function* sliceFeatures(
  source: FeatureSource,
  fitted: FittedFeatures,
  slices: readonly TimeSlice[],
  { signal }: LongOperation = {},
): AsyncGenerator<SliceFeatures> {
  uses += 1;
  const { local } = source;
  const { connection } = local;
  const operation = { ...(signal && { signal }) };
  const names = fitted.columns.map(({ name }) => name);
  const definitions = featureDefinitions.filter(({ name }) => names.includes(name));
  const [owners, records] = [`owners_of_slices_${uses}`, `records_of_slice_${uses}`];
  const requests = `request_texts_of_slice_${uses}`;
  const has = (file: FeatureFile) => definitions.some((definition) => definition.file === file);
  const scored = has('request-texts') ? requestRelations(local, fitted.requests) : undefined;
  try {
    await duringFeatures(source, { note: 'network owners', ...operation }, (within) =>
      ownersTable(within, owners, names),
    );
    for await (const { slice, records: sliceRelation, windowed } of sliceTables(
      source,
      slices,
      definitions,
      fitted.windowSeconds,
      operation,
    )) {
      await local.during({ note: 'reading records', ...operation }, () =>
        connection.run(`create or replace temp table ${records} as select * from ${sliceRelation}`),
      );
      const relations = new Map(windowed);
      if (has('features')) relations.set('features', computedOnRead(owners, fitted, records));
      if (scored) relations.set('request-texts', await scored(requests, records, operation));
      yield { slice, records, chunks: (size) => readChunks(connection, relations, fitted, size, records) };
    }
  } finally {
    for (const table of [records, requests, owners, clientsOf(owners)])
      await connection.run(`drop table if exists temp.${table}`);
  }
}
