import { enrichAddresses } from '../enrich/enrich-addresses.js';
import { extractFeatures } from '../features/extract-features.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { distinctRows } from './distinct-rows.js';
import {
  groupedSplit,
  networkOf,
  type Split,
  type SplitBy,
  type SplitOptions,
  stratifiedSplit,
  timeSplit,
  whyUngroupable,
} from './splits.js';

/** A split, the groups for intervals, and a warning. */
export interface UnseenSplit {
  readonly split: Split;
  readonly groups: readonly (string | number)[];
  readonly warning: string | null;
}

/**
 * Splits records of unknown actors: by the network of the client (/24, /48), by the autonomous system that
 * announces it (offline tables; without one, by network), or by time. With too few networks for both classes
 * on both sides, it splits distinct rows, or else records, and returns a warning.
 *
 * @param traffic the records
 * @param rowIds `row_id` of all records, ascending
 * @param labels one label per record, 0 or 1
 * @param by what training and test set must not share
 * @throws when there are too few autonomous systems, or all records are of one moment
 *
 * @example
 * const { split } = await unseenSplit(traffic, await rowIdsOf(traffic), labels, 'asn', { seed: 1, test: 0.5 });
 */
export async function unseenSplit(
  traffic: Traffic,
  rowIds: Int32Array,
  labels: Uint8Array,
  by: SplitBy,
  options: SplitOptions & Pick<LongOperation, 'signal'> = {},
): Promise<UnseenSplit> {
  const operation = options.signal && { signal: options.signal };
  const records = await recordsOf(traffic, rowIds);
  const networks = records.map(({ src_ip }) => (src_ip === null ? 'no source' : networkOf(src_ip)));
  if (by === 'time') {
    const seconds = records.map(({ seconds }) => seconds ?? Number.NEGATIVE_INFINITY);
    return { split: timeSplit(seconds, options), groups: networks, warning: null };
  }
  if (by === 'asn') {
    const systems = await systemsOf(traffic, operation);
    const groups = records.map(({ src_ip }, i) => systems.get(src_ip ?? '') ?? networks[i]!);
    return { split: groupedSplit(groups, labels, 'autonomous system', options), groups, warning: null };
  }
  const network = '/24 or /48 network';
  if (whyUngroupable(networks, labels, network) === null) {
    return { split: groupedSplit(networks, labels, network, options), groups: networks, warning: null };
  }
  const groups = Array.from(distinctRows((await extractFeatures(traffic, operation)).matrix));
  const warning =
    'The sources of one class lie in one network, so records of the same source are learned from and judged by: what a detector knows again is the source.';
  const row = 'distinct row';
  const split =
    whyUngroupable(groups, labels, row) === null
      ? groupedSplit(groups, labels, row, options)
      : stratifiedSplit(labels, options);
  return { split, groups, warning };
}

async function recordsOf({ engine }: Traffic, rowIds: Int32Array) {
  const rows = await engine.query<{ row_id: number; src_ip: string | null; seconds: number | null }>(
    "select row_id, src_ip, cast(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as double) as seconds from traffic",
  );
  const known = new Map(rows.map((row) => [row.row_id, row]));
  return Array.from(rowIds, (id) => known.get(id)!);
}

/** Returns the autonomous system of each client. An existing table `addresses` is used. */
async function systemsOf(traffic: Traffic, operation?: LongOperation): Promise<ReadonlyMap<string, string>> {
  if (!(await traffic.engine.hasTable('addresses'))) await enrichAddresses(traffic, operation);
  const rows = await traffic.engine.query<{ ip: string; asn: string }>(
    'select ip, cast(asn as varchar) as asn from addresses where asn is not null',
  );
  return new Map(rows.map(({ ip, asn }) => [ip, `AS${asn}`]));
}
