import type { LayoutAxis } from 'plotly.js';
import { formatBytes } from '../text/format-bytes.js';

/** A logarithmic axis of bytes. */
export interface ByteAxis {
  readonly axis: Partial<LayoutAxis>;
  /**
   * Position of a number of bytes on the axis; 0, which a logarithmic axis does not have, is below all
   * others.
   */
  readonly place: (value: number) => number;
}

/**
 * Makes a logarithmic axis of bytes whose ticks are powers of two with binary units: 1 KiB, 32 KiB, 1 MiB.
 * Zeros are drawn below the smallest other value, at a tick `0 B`.
 *
 * @param values all values in bytes, which define the range
 * @param title title of the axis
 *
 * @example
 * const { axis, place } = byteAxis([40, 25207794], 'bytes in a record');
 */
export function byteAxis(values: readonly number[], title: string): ByteAxis {
  const positive = values.filter((value) => value > 0);
  const smallest = positive.reduce((a, b) => Math.min(a, b), positive[0] ?? 1024);
  const largest = positive.reduce((a, b) => Math.max(a, b), smallest);
  const low = Math.floor(Math.log2(smallest));
  const high = Math.max(Math.ceil(Math.log2(largest)), low + 2);
  const step = [1, 2, 5, 10].find((s) => (high - low) / s <= 6) ?? 10;
  const ticks: number[] = [];
  for (let power = Math.ceil(low / step) * step; power <= high; power += step) ticks.push(2 ** power);
  const zero = 2 ** (low - Math.max(1, (high - low) / 8));
  const zeros = positive.length < values.length;
  return {
    axis: {
      type: 'log',
      title: { text: title },
      tickvals: zeros ? [zero, ...ticks] : ticks,
      ticktext: [...(zeros ? [formatBytes(0)] : []), ...ticks.map(formatBytes)],
      range: [Math.log10((zeros ? zero : 2 ** low) / 1.2), Math.log10(2 ** high * 1.2)],
    },
    place: (value) => (value > 0 ? value : zero),
  };
}
