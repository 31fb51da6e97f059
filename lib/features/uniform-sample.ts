/**
 * A condition on `row_id` that a uniform sample of records meets: the same one for the same seed and number of records.
 *
 * @param records how many there are
 * @param wanted about how many are to be drawn; the condition is met by all when there are no more than that
 *
 * @example
 * uniformSample(1_000_000, 100_000, 1); // 'hash(row_id, 1) % 1000000 < 100000'
 */
export function uniformSample(records: number, wanted: number, seed: number): string {
  if (records <= wanted) return 'true';
  return `hash(row_id, ${Math.trunc(seed)}) % 1000000 < ${Math.ceil((wanted / records) * 1e6)}`;
}
