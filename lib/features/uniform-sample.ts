/**
 * Returns an SQL condition on `row_id` that draws a uniform sample; it is the same for the same seed and
 * number of records.
 *
 * @param records number of records
 * @param size approximate size of the sample; all records when there are no more
 * @param seed seed of the sample
 *
 * @example
 * uniformSample(1_000_000, 100_000, 1); // 'hash(row_id, 1) % 1000000 < 100000'
 */
export function uniformSample(records: number, size: number, seed: number): string {
  if (records <= size) return 'true';
  return `hash(row_id, ${Math.trunc(seed)}) % 1000000 < ${Math.ceil((size / records) * 1e6)}`;
}
