/** Days between a list and records up to which the list says something of their clients. */
const MAX_DAYS = 180;
const DAY = 86_400_000;

/**
 * How many days lists are younger than records (older where negative): of the list that is furthest from them, where that
 * is more than 180 days; null where all are near enough or have no date.
 *
 * @param lists `listed as scanner (NAME) on 2025-12-23`
 *
 * @example
 * listAge(['listed as gateway (zscaler) on 2025-12-23'], { from: april, to: may }); // 606
 */
export function listAge(
  lists: readonly string[],
  { from, to }: { readonly from: Date; readonly to: Date },
): number | null {
  const ages = lists.flatMap((list) => {
    const date = Date.parse(/ on (\d{4}-\d\d-\d\d)$/.exec(list)?.[1] ?? '');
    if (Number.isNaN(date)) return [];
    if (date > to.getTime()) return [Math.floor((date - to.getTime()) / DAY)];
    return [Math.min(0, -Math.floor((from.getTime() - date) / DAY))];
  });
  const furthest = ages.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return Math.abs(furthest) > MAX_DAYS ? furthest : null;
}

/** Says how far a list is from the records: `the list is 606 days younger than the records`. */
export const ageText = (days: number): string =>
  `the list is ${Math.abs(days).toLocaleString('en-US')} days ${days > 0 ? 'younger' : 'older'} than the records`;
