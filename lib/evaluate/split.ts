/** Rows to learn from and rows to judge by. */
export interface Split {
  /** Positions in the matrix. */
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** How it was made, in words. */
  readonly how: string;
}

/** How a split is drawn. */
export interface SplitOptions {
  /** Part of the records that is judged by, 0.3 when left out. */
  readonly test?: number;
  readonly seed?: number;
}

/** Refuses a part that leaves one side empty. */
export function checkPart(part: number): void {
  if (!(part > 0 && part < 1)) {
    throw new Error(
      `A test part of ${part} leaves nothing on one side: give a number between 0 and 1, such as 0.3.`,
    );
  }
}
