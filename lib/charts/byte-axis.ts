import type { LayoutAxis } from 'plotly.js';
import { bytes } from '../text/bytes.js';

/** Where 0 bytes stand on a logarithmic axis, which has no zero. */
export const ZERO_BYTES = 0.5;

/**
 * A logarithmic axis of bytes whose ticks are powers of two with binary units: 1 KiB, 32 KiB, 1 MiB.
 * Values of 0 belong at `ZERO_BYTES`, where the tick says `0 B`.
 *
 * @param values bytes, to find the range
 *
 * @example
 * const yaxis = byteAxis([40, 25207794], 'bytes in a record');
 */
export function byteAxis(values: readonly number[], title: string): Partial<LayoutAxis> {
  const positive = values.filter((value) => value > 0);
  const smallest = positive.reduce((a, b) => Math.min(a, b), positive[0] ?? 1024);
  const largest = positive.reduce((a, b) => Math.max(a, b), smallest);
  const low = Math.floor(Math.log2(smallest));
  const high = Math.max(Math.ceil(Math.log2(largest)), low + 2);
  const step = [1, 2, 5, 10].find((s) => (high - low) / s <= 8) ?? 10;
  const ticks: number[] = [];
  for (let power = Math.ceil(low / step) * step; power <= high; power += step) ticks.push(2 ** power);
  const zero = positive.length < values.length;
  const tickvals = zero ? [ZERO_BYTES, ...ticks.filter((tick) => tick > 1)] : ticks;
  return {
    type: 'log',
    title: { text: title },
    tickvals,
    ticktext: tickvals.map((tick) => (tick === ZERO_BYTES ? '0 B' : bytes(tick))),
    range: [Math.log10(zero ? ZERO_BYTES / 1.5 : 2 ** low / 1.2), Math.log10(2 ** high * 1.2)],
  };
}
