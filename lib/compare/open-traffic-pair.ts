import { readSqlFile } from '../engine/read-sql-file.js';
import { openTraffic } from '../load/open-traffic.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';

/** Options of `openTrafficPair`. */
export interface OpenTrafficPairOptions extends LongOperation {
  /**
   * Time that divides the records, ISO 8601 in UTC. Default: none for different files; the middle of the
   * capture if both are the same.
   */
  readonly cut?: string;
}

/**
 * Opens the two captures of a comparison. If both are the same files, or with the option `cut`, the first has
 * the records before a time and the second the records from that time on.
 *
 * @param before path of the earlier files, as for `openTraffic`
 * @param after path of the later files
 * @param options `cut`: time that divides the records; `signal`; `onProgress`
 * @returns earlier and later traffic
 * @throws as `openTraffic` does
 *
 * @example
 * const [before, after] = await openTrafficPair('monday.csv', 'tuesday.csv');
 */
export async function openTrafficPair(
  before: string,
  after: string,
  { cut, ...operation }: OpenTrafficPairOptions = {},
): Promise<readonly [Traffic, Traffic]> {
  if (before !== after && !cut)
    return [await openTraffic(before, operation), await openTraffic(after, operation)];
  const at = cut || (await middle(after, operation));
  return [
    await openTraffic(before, { to: at, ...operation }),
    await openTraffic(after, { from: at, ...operation }),
  ];
}

async function middle(files: string, operation: LongOperation): Promise<string> {
  const traffic = await openTraffic(files, operation);
  const [span] = await traffic.engine.query<{ first_start: Date; last_start: Date }>(
    readSqlFile('time-span'),
  );
  traffic.engine.close();
  const time = (span!.first_start.getTime() + span!.last_start.getTime()) / 2;
  return new Date(Math.ceil(time / 1000) * 1000).toISOString();
}
