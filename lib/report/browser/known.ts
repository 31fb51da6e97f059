/** A number, or null for what columns hold in the place of a number that is not known. */
export const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
