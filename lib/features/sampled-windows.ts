import type { DuckDBConnection } from '@duckdb/node-api';
import { watch } from '../engine/watch.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { FeatureDefinition } from './feature-definitions.js';
import { columnsOf, type Learned, ofTable, type Relations } from './relations.js';
import { sliceTables } from './slice-tables.js';
import { timeSlices } from './time-slices.js';

/** Which records' features are kept, where there are more than memory and disk should hold. */
export interface Sampling {
  /** A condition on `row_id` in SQL. */
  readonly sample: string;
  /** Records that are worked on at a go, about. */
  readonly sliceRecords: number;
}

/**
 * Computes the features that look back of all records, slice by slice, and keeps those of a sample, and the least and the
 * greatest value of each among all.
 *
 * @param nameTable names a table to be made, which the caller will drop
 */
export async function sampledWindows(
  connection: DuckDBConnection,
  { sample, sliceRecords }: Sampling,
  { windowSeconds }: Learned,
  definitions: readonly FeatureDefinition[],
  nameTable: (name: string) => string,
  operation: LongOperation,
): Promise<Relations> {
  const { signal, onProgress } = operation;
  const windowed = definitions.filter(({ file }) => file !== 'features');
  const files = [...new Set(windowed.map(({ file }) => file))].map((file) => ({
    file,
    columns: columnsOf(windowed.filter((definition) => definition.file === file)),
    names: windowed.filter((definition) => definition.file === file).map(({ name }) => name),
    table: nameTable(`${file.replaceAll('-', '_')}_sample`),
    extremes: nameTable(`${file.replaceAll('-', '_')}_extremes`),
  }));
  const slices = await timeSlices(connection, sliceRecords);
  const total = slices.reduce((sum, { records }) => sum + records, 0);
  let done = 0;
  for await (const { slice, windowed: relations } of sliceTables(
    connection,
    slices,
    windowed,
    windowSeconds,
    operation,
  )) {
    for (const { file, columns, names, table, extremes } of files) {
      const { from } = relations.get(file)!;
      const [start, also] = done === 0 ? ['create temp table', 'as'] : ['insert into', ''];
      await watch(connection, 'keeping a sample', { ...(signal && { signal }) }, () =>
        connection.run(
          `${start} ${table} ${also} select ${columns} from ${from(sample)};
           ${start} ${extremes} ${also} select ${names.map((f) => `unnest([min(${f}), max(${f})]) as ${f}`)} from ${from('true')}`,
        ),
      );
    }
    done += slice.records;
    onProgress?.({ done, total, unit: 'records', note: 'learning what is usual' });
  }
  return new Map(files.map(({ file, table, extremes }) => [file, { ...ofTable(table), extremes }]));
}
