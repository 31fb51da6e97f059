const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/**
 * Formats a duration in its two largest units.
 *
 * @param seconds duration in seconds, rounded to whole seconds
 *
 * @example
 * duration(22200); // '6 h 10 min'
 */
export function duration(seconds: number): string {
  const parts: string[] = [];
  let left = Math.round(seconds);
  for (const [unit, size] of UNITS) {
    const n = Math.floor(left / size);
    left -= n * size;
    if (n > 0) parts.push(`${n.toLocaleString('en-US')} ${unit}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}
