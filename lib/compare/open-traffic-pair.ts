import { readSqlFile } from '../engine/read-sql-file.js';
import { openTraffic } from '../load/open-traffic.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';

/**
 * Opens the two captures of a comparison. Where both are the same files, they are the records before a time and those
 * from it on.
 *
 * @param cut the time, ISO 8601 in UTC; the middle of the capture when left out
 * @throws as `openTraffic` does
 *
 * @example
 * const [before, after] = await openTrafficPair('monday.csv', 'tuesday.csv');
 */
export async function openTrafficPair(
  before: string,
  after: string,
  { cut, ...operation }: { readonly cut?: string } & LongOperation = {},
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
