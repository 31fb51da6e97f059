/** Leading hexadecimal digits of a key: /32 of IPv6, and /16 of IPv4, whose keys begin with 24 digits that are all the same. */
const PREFIXES = [8, 28];

/**
 * SQL for those of many ranges in which some keys may lie: a range within one prefix is only near keys that begin with it. Of half
 * a million ranges, which a join would sort, hundreds of addresses are near some thousand.
 *
 * @param ranges SQL for ranges with `low_key` and `high_key`
 * @param keys the table with the keys, and `column`, where they stand
 *
 * @example
 * const owners = rangesNear(await ownerRanges(connection), 'seen', 'ip_key');
 */
export function rangesNear(ranges: string, keys: string, column: string): string {
  const near = PREFIXES.map((digits) => {
    const prefix = (key: string) => `left(${key}, ${digits})`;
    return `(${prefix('low_key')} <> ${prefix('high_key')}
      or ${prefix('low_key')} in (select ${prefix(column)} from ${keys} where ${column} is not null))`;
  });
  return `select * from (${ranges}) where ${near.join(' and ')}`;
}
