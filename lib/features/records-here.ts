import type { Records } from '../engine/records.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { FeatureDefinition } from './feature-definitions.js';
import type { TimeSlice } from './time-slices.js';

/** Gives what follows `from` in SQL for records of a slice, and so many seconds before it; there may be others in it. */
export type Reach = (
  slice: TimeSlice,
  lookBack: number,
  definitions: readonly FeatureDefinition[],
  operation: Pick<LongOperation, 'signal'>,
) => Promise<string>;

/** Records wherever they stand, with a DuckDB in this process that works on stretches of them. */
export interface RecordsHere extends Records {
  readonly reach: Reach;
}

/** Records that are in the DuckDB of this process as a whole. */
export const recordsHere = ({ connection }: Pick<Records, 'connection'>): RecordsHere => ({
  connection,
  reach: async () => 'traffic',
});
