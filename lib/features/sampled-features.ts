import type { LongOperation } from '../progress/long-operation.js';
import type { FeatureDefinition, FeatureFile } from './feature-definitions.js';
import { allSlices, type FeatureSource } from './feature-source.js';
import {
  columnsOf,
  computedOnRead,
  type Learned,
  type Relation,
  type Relations,
  tableRelation,
} from './relations.js';
import { requestRelations } from './requests/request-relation.js';
import { hasWindows, sliceTables } from './slice-tables.js';

/** The sample of records whose features are kept, of more than memory and disk can hold. */
export interface Sampling {
  /** A condition on `row_id` in SQL. */
  readonly sample: string;
  /** Approximate number of records processed at a time. */
  readonly sliceRecords: number;
}

/**
 * Computes features with time windows of all records, slice by slice, and keeps those of a sample and the
 * minimum and maximum of each. For remote records, features of single records are computed in the same way
 * while their slice is local, and the clients of the sample are kept too.
 *
 * @param owners table that `ownersTable` creates
 * @param sampled table that gets `row_id` and `src_ip` of the sample of remote records
 * @param nameTable returns the name of a table, which the caller drops
 * @throws an InputError when the number of records has changed
 */
export async function sampledFeatures(
  source: FeatureSource,
  owners: string,
  { sample, sliceRecords }: Sampling,
  learned: Learned,
  definitions: readonly FeatureDefinition[],
  sampled: string,
  nameTable: (name: string) => string,
  operation: LongOperation,
): Promise<Relations> {
  const { signal, onProgress } = operation;
  const { local } = source;
  const stop = { ...(signal && { signal }) };
  const computed = source.complete ? definitions.filter(({ file }) => hasWindows(file)) : definitions;
  const files = [...new Set(computed.map(({ file }) => file))].map((file) => ({
    file,
    columns: columnsOf(computed.filter((definition) => definition.file === file)),
    names: computed.filter((definition) => definition.file === file).map(({ name }) => name),
    table: nameTable(`${file.replaceAll('-', '_')}_sample`),
    extremes: nameTable(`${file.replaceAll('-', '_')}_extremes`),
  }));
  const requests = computed.some(({ file }) => file === 'request-texts')
    ? { scored: requestRelations(local, learned.requests), table: nameTable('request_texts_of_slice') }
    : undefined;
  const slices = await allSlices(source, learned.records, sliceRecords, stop);
  let done = 0;
  for await (const { slice, records, windowed } of sliceTables(
    source,
    slices,
    computed,
    learned.windowSeconds,
    stop,
  )) {
    const relations = new Map<FeatureFile, Relation>([
      ['features', computedOnRead(owners, learned, records)],
      ...windowed,
    ]);
    if (requests) relations.set('request-texts', await requests.scored(requests.table, records, stop));
    const keep = (into: string, select: string, values: Relation['values'] = {}) =>
      local.connection.run(
        `${done === 0 ? `create temp table ${into} as` : `insert into ${into}`} select ${select}`,
        { ...values },
      );
    if (!source.complete)
      await local.during({ note: 'keeping a sample', ...stop }, () =>
        keep(sampled, `row_id, src_ip from ${records} as r where ${sample}`),
      );
    for (const { file, columns, names, table, extremes } of files) {
      const { from, values } = relations.get(file)!;
      const ends = names.map((f) => `unnest([min(${f}), max(${f})]) as ${f}`);
      await local.during({ note: 'keeping a sample', ...stop }, async () => {
        await keep(table, `${columns} from ${from(sample)}`, values);
        await keep(extremes, `${ends} from ${from('true')}`, values);
      });
    }
    done += slice.records;
    onProgress?.({ done, total: learned.records, unit: 'records', note: 'learning what is usual' });
  }
  return new Map(files.map(({ file, table, extremes }) => [file, { ...tableRelation(table), extremes }]));
}
