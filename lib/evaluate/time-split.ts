import { checkPart, type Split, type SplitOptions } from './split.js';

/**
 * Splits records by time: what came first is learned from, what came last is judged by, as in operation. Records of one
 * moment stay together.
 *
 * @param seconds time of each record
 * @throws when all records are of one moment
 *
 * @example
 * const { train, test } = timeSplit(seconds, { test: 0.3 });
 */
export function timeSplit(
  seconds: ArrayLike<number>,
  { test = 0.3 }: Pick<SplitOptions, 'test'> = {},
): Split {
  checkPart(test);
  const sorted = Float64Array.from(seconds).sort();
  let at = Math.min(sorted.length - 1, Math.floor(sorted.length * (1 - test)));
  // The first moment is never all that is judged by: where it is large, the cut moves behind it.
  while (at < sorted.length && sorted[at] === sorted[0]) at++;
  const cut = sorted[at];
  if (cut === undefined) {
    throw new Error('All records are of one moment, so time cannot split them: use groupedSplit.');
  }
  const rows = Int32Array.from({ length: seconds.length }, (_, i) => i);
  return {
    train: rows.filter((i) => seconds[i]! < cut),
    test: rows.filter((i) => seconds[i]! >= cut),
    how: `by time, from ${new Date(cut * 1000).toISOString()} on to judge by`,
  };
}
