/**
 * Formats a share in per cent: with one decimal under 10 %, and never as 0 % or 100 % unless it is exactly
 * that.
 *
 * @param part number of items counted
 * @param whole number of all items
 *
 * @example
 * formatShare(113, 282); // '40 %'
 * formatShare(1, 20000); // '< 0.1 %'
 */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '0 %';
  const percent = (100 * part) / whole;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.1) return '< 0.1 %';
  if (percent > 99.9) return '> 99.9 %';
  return percent < 9.95 || percent >= 99.5 ? `${percent.toFixed(1)} %` : `${percent.toFixed(0)} %`;
}
