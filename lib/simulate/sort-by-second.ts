import type { SimulatedRecord } from './simulated-record.js';
import { SLICE } from './slice.js';

/**
 * Puts the records of a slice in order of their start, those of one second in the order given, by counting:
 * three times as fast as comparing.
 *
 * @param from first second of the slice, since 1970
 */
export function sortBySecond(records: readonly SimulatedRecord[], from: number): readonly SimulatedRecord[] {
  const places = new Uint32Array(SLICE + 1);
  for (const { start } of records) places[start - from + 1]!++;
  for (let second = 0; second < SLICE; second++) places[second + 1]! += places[second]!;
  const sorted = new Array<SimulatedRecord>(records.length);
  for (const record of records) sorted[places[record.start - from]!++] = record;
  return sorted;
}
