import type { FeatureColumn, FeatureMatrix } from '../features/feature-matrix.js';
import { unscale } from '../features/unscale.js';
import { TYPICAL_SCALED } from '../models/top-topics.js';
import { digits } from '../text/digits.js';
import { duration } from '../text/duration.js';
import { formatBytes } from '../text/format-bytes.js';
import { formatShare } from '../text/format-share.js';
import { visible } from '../text/visible.js';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

// Created once: toLocaleString creates a formatter per call, which dominates the time of a million records.
const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format;

/**
 * Describes a feature of a record in words and units, with the typical value.
 *
 * @param matrix rows × features, row-major and scaled
 * @param row position in the matrix
 * @param columnIndex position in `matrix.columns`
 *
 * @example
 * describeFeature(matrix, 0, 0); // 'bytes in 24.0 MiB, 1,800 x the median (12.9 KiB)'
 */
export function describeFeature(matrix: FeatureMatrix, row: number, columnIndex: number): string {
  const column = matrix.columns[columnIndex]!;
  const scaled = matrix.values[row * matrix.columns.length + columnIndex]!;
  const text = words(matrix, row, column, unscale(column, scaled));
  const clock = column.form === 'hour' || column.form === 'weekday';
  return !clock && Math.abs(scaled) < TYPICAL_SCALED ? `${text}, usual by itself` : text;
}

function words(matrix: FeatureMatrix, row: number, column: FeatureColumn, value: number): string {
  const { form, meaning, median } = column;
  const compare = (unit: (x: number) => string) =>
    `${meaning} ${unit(Math.expm1(value))}, ${against(Math.expm1(value), Math.expm1(median), unit)}`;
  switch (form) {
    case 'bytes':
      return compare((x) => formatBytes(Math.round(x)));
    case 'bytes a second':
      return compare((x) => `${formatBytes(Math.round(x))}/s`);
    case 'seconds':
      return compare(duration);
    case 'count':
      // Rounding errors below 0 would be formatted as -0.
      return compare((x) => integer(Math.max(0, x)));
    case 'ratio':
      return `${meaning} ${digits(Math.exp(value))}, ${against(Math.exp(value), Math.exp(median), digits)}`;
    case 'share':
      return `${meaning} ${formatShare(value, 1)}, median ${formatShare(median, 1)}`;
    case 'bits':
      return `${meaning} ${digits(value)} bits, median ${digits(median)} bits`;
    case 'change':
      return `${meaning}: ${digits(Math.exp(value))} x or 1/${digits(Math.exp(value))}, median ${digits(Math.exp(median))} x`;
    case 'flag':
      return value > 0.5 ? meaning : `not a ${meaning}`;
    case 'rarity':
      return rarity(matrix, row, column, value);
    case 'client rarity':
      return `${meaning} seen from ${clientsWith(column, value)} of ${integer(column.clients ?? 0)} clients, median ${clientsWith(column, median)}`;
    case 'path rarity':
      return `${meaning} seen from ${formatShare(Math.exp(-value), 1)} of the path’s clients, median ${formatShare(Math.exp(-median), 1)}`;
    case 'deviations':
      return `${meaning} by ${digits(Math.max(0, value))} standard deviations, median ${digits(median)}`;
    case 'hour':
      return `hour ${clockTime(turn(matrix, row, column))} UTC`;
    case 'weekday':
      return DAYS[Math.round(turn(matrix, row, column) * 7) % 7]!;
  }
}

function against(value: number, median: number, unit: (x: number) => string): string {
  const typical = `the median (${unit(median)})`;
  if (median <= 0 || value <= 0) return `median ${unit(median)}`;
  const ratio = value / median;
  if (ratio >= 1.5) return `${digits(ratio)} x ${typical}`;
  if (ratio <= 1 / 1.5) return `1/${digits(1 / ratio)} of ${typical}`;
  return `near ${typical}`;
}

function rarity(
  matrix: FeatureMatrix,
  row: number,
  { meaning, category }: FeatureColumn,
  value: number,
): string {
  const { codes, names } = matrix.categories[category!]!;
  const name = names[codes[row]!];
  if (name === undefined) return `a ${meaning} never seen in training`;
  const part = `in ${formatShare(Math.exp(-value), 1)} of the records`;
  return name === '' ? `no ${meaning}, as ${part}` : `${meaning} ${visible(name, 40)}, ${part}`;
}

/** Number of clients by their share; a mean of several shares is no whole number. */
function clientsWith({ clients = 0 }: FeatureColumn, rarityValue: number): string {
  const count = clients * Math.exp(-rarityValue);
  return count < 9.5 ? digits(count) : integer(count);
}

/** Elapsed part of a day or week, 0 to 1, from sine and cosine, either of which may be missing. */
function turn(matrix: FeatureMatrix, row: number, { topic }: FeatureColumn): number {
  const part = (suffix: string): number => {
    const index = matrix.columns.findIndex(({ name }) => name === `${topic}_${suffix}`);
    if (index < 0) return 0;
    return unscale(matrix.columns[index]!, matrix.values[row * matrix.columns.length + index]!);
  };
  return (Math.atan2(part('sine'), part('cosine')) / (2 * Math.PI) + 1) % 1;
}

function clockTime(part: number): string {
  const minutes = Math.round(part * 1440) % 1440;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
