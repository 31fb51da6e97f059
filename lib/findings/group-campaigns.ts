/** Clients of one value that are compared; a value that more have is no evidence that any two belong together. */
const MAX_HOLDERS = 200;
/** Values that two clients have in common, and their share of those of the client with fewer. */
const MIN_COMMON = 3;
const MIN_SHARE = 0.1;

/**
 * Groups what belongs to one campaign: items that have three or more values in common, and a tenth or more
 * of those of the item with fewer; where an item has fewer than three values, all of them.
 *
 * @param valuesOf what an item is compared by, such as the paths that a client requested
 * @returns the groups in the order of their first items
 *
 * @example
 * groupCampaigns([['/a', '/b', '/c'], ['/x'], ['/c', '/b', '/a']], (paths) => paths).length; // 2
 */
export function groupCampaigns<Item>(
  items: readonly Item[],
  valuesOf: (item: Item) => readonly string[],
): readonly (readonly Item[])[] {
  const values = items.map((item) => [...new Set(valuesOf(item))]);
  const holders = new Map<string, number[]>();
  for (const [place, own] of values.entries())
    for (const value of own) holders.set(value, [...(holders.get(value) ?? []), place].slice(0, MAX_HOLDERS));
  const leaders = items.map((_, place) => place);
  const leaderOf = (place: number): number => {
    const leader = leaders[place]!;
    return leader === place ? place : leaderOf(leader);
  };
  for (const [place, own] of values.entries()) {
    const common = new Map<number, number>();
    for (const value of own)
      for (const other of holders.get(value)!)
        if (other < place) common.set(other, (common.get(other) ?? 0) + 1);
    for (const [other, count] of common) {
      const fewer = Math.min(own.length, values[other]!.length);
      if (count < Math.min(MIN_COMMON, fewer) || count < MIN_SHARE * fewer) continue;
      const [a, b] = [leaderOf(place), leaderOf(other)];
      leaders[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const groups = new Map<number, Item[]>();
  for (const [place, item] of items.entries()) {
    const leader = leaderOf(place);
    groups.set(leader, [...(groups.get(leader) ?? []), item]);
  }
  return [...groups.values()];
}
