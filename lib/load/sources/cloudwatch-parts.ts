/** A part of a period, in milliseconds: from the one on, before the other. */
export interface PeriodPart {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a period at the full hours, days or whatever `step` is, in UTC, so that other periods have the same parts.
 *
 * @param step milliseconds
 */
export function periodParts(from: Date, to: Date, step: number): readonly PeriodPart[] {
  const slices: PeriodPart[] = [];
  for (let at = from.getTime(); at < to.getTime(); ) {
    const next = Math.min((Math.floor(at / step) + 1) * step, to.getTime());
    slices.push({ from: at, to: next });
    at = next;
  }
  return slices;
}
