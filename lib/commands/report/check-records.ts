import type { FilterOptions } from '../../load/filter/record-filter.js';
import { openTraffic } from '../../load/open-traffic.js';

/**
 * Reads the records while a notebook's kernel starts: a wrong file is told at once, and a right one is then in the
 * cache.
 *
 * @throws as `openTraffic` does
 */
export async function checkRecords(
  files: string | readonly string[],
  filter: FilterOptions = {},
): Promise<void> {
  const traffic = await openTraffic(files, filter);
  // Of records that stay elsewhere nothing is kept here.
  if (!traffic.remote) traffic.connection.closeSync();
}
