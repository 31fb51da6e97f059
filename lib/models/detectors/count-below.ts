/** Leading bits that select a bucket: sign, exponent and 7 bits of the fraction. */
const BUCKET_BITS = 16;

/** Bits of -0, which equals 0. */
const MINUS_ZERO = 0x80000000;

/**
 * Bucket of a number; the order of buckets is that of numbers, since the bits of negative numbers are
 * inverted.
 */
const bucketOf = (bits: number): number =>
  (bits > MINUS_ZERO ? ~bits : bits | MINUS_ZERO) >>> (32 - BUCKET_BITS);

/** Writes, for every `stride`-th value from `start` on, the number of sorted numbers below it. */
export type CountBelow = (values: Float32Array, start: number, stride: number, counts: Uint32Array) => void;

/**
 * Prepares sorted numbers for millions of searches: the leading bits of a number select the range of its
 * binary search, which halves the time of a search among all.
 *
 * @param sorted numbers in ascending order, without NaN
 *
 * @example
 * const counts = new Uint32Array(2);
 * countBelow(Float32Array.of(1, 2, 2, 5))(Float32Array.of(2, 9), 0, 1, counts); // 1, 4
 */
export function countBelow(sorted: Float32Array): CountBelow {
  const starts = new Uint32Array(2 ** BUCKET_BITS + 1);
  for (const bits of bitsOf(sorted)) {
    const next = bucketOf(bits) + 1;
    starts[next] = starts[next]! + 1;
  }
  for (let i = 1; i < starts.length; i++) starts[i] = starts[i]! + starts[i - 1]!;
  return (values, start, stride, counts) => {
    const bits = bitsOf(values);
    for (let i = 0, at = start; i < counts.length; i++, at += stride) {
      const value = values[at]!;
      const bucket = bucketOf(bits[at]!);
      let low = starts[bucket]!;
      let high = starts[bucket + 1]!;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (sorted[middle]! < value) low = middle + 1;
        else high = middle;
      }
      counts[i] = low;
    }
  };
}

const bitsOf = ({ buffer, byteOffset, length }: Float32Array) => new Uint32Array(buffer, byteOffset, length);
