import ipaddr from 'ipaddr.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { shuffler } from '../models/shuffle.js';

/** Ways to separate training and test set when actors are unknown. */
export const SPLITS = ['network', 'asn', 'time'] as const;

/** What test records must not share with training records; `time`: they come later. */
export type SplitBy = (typeof SPLITS)[number];

/** A training set and a test set. */
export interface Split {
  /** Positions of the training rows in the matrix. */
  readonly train: Int32Array;
  /** Positions of the test rows. */
  readonly test: Int32Array;
  /** How it was drawn, in words. */
  readonly how: string;
}

/** Options of a split. */
export interface SplitOptions {
  /** Part of the records (or groups) in the test set, above 0 and below 1; 0.3 by default. */
  readonly test?: number;
  /** Seed of the split, 1 by default. */
  readonly seed?: number;
}

/** Checks that a part leaves neither side empty. */
function checkPart(part: number): void {
  if (!(part > 0 && part < 1)) {
    throw new Error(
      `A test part of ${part} leaves nothing on one side: give a number between 0 and 1, such as 0.3.`,
    );
  }
}

/**
 * Splits records so that no group (actor or network) is on both sides: a model must not be rewarded for
 * recognizing an actor. Groups with and without positives are split separately, so that both sides have both.
 *
 * @param groups group of each record
 * @param labels one label per record, 0 or 1
 * @param by name of the groups, such as “actor” or “/24 network”
 * @throws when there are fewer than two groups with positives, or without
 *
 * @example
 * const { train, test } = groupedSplit(sources.map(networkOf), labels, '/24 network', { seed: 1 });
 */
export function groupedSplit(
  groups: ArrayLike<string | number>,
  labels: ArrayLike<number>,
  by: string,
  { test = 0.3, seed = 1 }: SplitOptions = {},
): Split {
  checkPart(test);
  const reason = whyUngroupable(groups, labels, by);
  if (reason !== null) throw new Error(reason);
  const positive = hasPositivesByGroup(groups, labels);
  const shuffle = shuffler(seed);
  const chosen = new Set<string | number>();
  for (const kind of [true, false]) {
    const names = [...positive].flatMap(([name, has]) => (has === kind ? [name] : []));
    const n = Math.min(names.length - 1, Math.max(1, Math.round(names.length * test)));
    for (const place of shuffle(Int32Array.from(names.keys())).subarray(0, n)) chosen.add(names[place]!);
  }
  const rows = Int32Array.from({ length: labels.length }, (_, i) => i);
  return {
    train: rows.filter((i) => !chosen.has(groups[i]!)),
    test: rows.filter((i) => chosen.has(groups[i]!)),
    how: `by ${by}, ${chosen.size} of ${positive.size} to judge by, seed ${seed}`,
  };
}

/**
 * Explains why `groupedSplit` cannot split records so that both sides have both classes.
 *
 * @returns null when it can split them
 *
 * @example
 * whyUngroupable(['a', 'a', 'b'], [1, 1, 0], 'actor'); // 'Only one actor has positives, …'
 */
export function whyUngroupable(
  groups: ArrayLike<string | number>,
  labels: ArrayLike<number>,
  by: string,
): string | null {
  const positive = [...hasPositivesByGroup(groups, labels).values()];
  for (const kind of [true, false]) {
    const groupCount = positive.filter((has) => has === kind).length;
    if (groupCount >= 2) continue;
    return `${groupCount === 0 ? 'No' : 'Only one'} ${by} ${kind ? 'has' : 'is without'} positives, so the two sides cannot both have some: group by something finer, or label more records.`;
  }
  return null;
}

/** The groups in order of appearance, and whether each has positives. */
function hasPositivesByGroup(groups: ArrayLike<string | number>, labels: ArrayLike<number>) {
  const positive = new Map<string | number, boolean>();
  for (let i = 0; i < labels.length; i++) {
    positive.set(groups[i]!, (positive.get(groups[i]!) ?? false) || labels[i] === 1);
  }
  return positive;
}

/**
 * Splits records at random with the same share of positives on both sides. Use it for independent records
 * only, and `groupedSplit` for records of few actors.
 *
 * @param labels one label per record, 0 or 1
 * @throws when there is one class only, or a class has too few records for both sides
 *
 * @example
 * const { train, test } = stratifiedSplit(labels, { seed: 1 });
 */
export function stratifiedSplit(
  labels: ArrayLike<number>,
  { test = 0.3, seed = 1 }: SplitOptions = {},
): Split {
  checkPart(test);
  requireBothClasses(labels, 'split by');
  const shuffle = shuffler(seed);
  const sides: { train: number[]; test: number[] } = { train: [], test: [] };
  for (const label of [0, 1]) {
    const rows: number[] = [];
    for (let i = 0; i < labels.length; i++) if (labels[i] === label) rows.push(i);
    const drawn = shuffle(Int32Array.from(rows));
    const n = Math.round(drawn.length * test);
    if (n === 0 || n === drawn.length) {
      throw new Error(
        `Class ${label} has ${drawn.length} record${drawn.length === 1 ? '' : 's'}, too few for both sides of a split: label more records.`,
      );
    }
    sides.test.push(...drawn.subarray(0, n));
    sides.train.push(...drawn.subarray(n));
  }
  return {
    train: Int32Array.from(sides.train).sort(),
    test: Int32Array.from(sides.test).sort(),
    how: `at random, stratified by label, ${Math.round(test * 100)} % to judge by, seed ${seed}`,
  };
}

/**
 * Splits records by time: the earlier ones are the training set, the later ones the test set. Records of the
 * same time stay together.
 *
 * @param seconds time of each record, in seconds since 1970
 * @throws when all records have the same time
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
  // The earliest time is never in the test set.
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

/**
 * Returns the network of an address: its /24 (IPv4) or /48 (IPv6), within which addresses tend to have one
 * owner.
 *
 * @throws when the text is not an IP address
 *
 * @example
 * networkOf('65.49.1.17'); // '65.49.1.0/24'
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) throw new Error(`“${address}” is not an IP address, so it has no network.`);
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4'
    ? `${ipaddr.IPv4.networkAddressFromCIDR(`${parsed}/24`)}/24`
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/48`)}/48`;
}
