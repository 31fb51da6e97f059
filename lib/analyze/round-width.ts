/** Round widths in seconds, 1 s to 1 week. */
const ROUND_WIDTHS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800];

/** Bins of a round width that a time range has at most. */
export const TARGET_BINS = 300;
/** Bins that are windows of the capture. */
export const MAX_BINS = 2_000;

/** The smallest round width that is at least so wide, in seconds. */
export function roundWidth(seconds: number): number {
  return ROUND_WIDTHS.find((width) => width >= seconds) ?? Math.ceil(seconds / 604_800) * 604_800;
}
