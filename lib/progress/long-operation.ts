/** Progress of a long operation. */
export interface Progress {
  /** Number of units done. */
  readonly done: number;
  /** Number of units in all. */
  readonly total: number;
  /** What is counted, in the plural: `'rows'`, `'epochs'`. */
  readonly unit: string;
  /** A short remark, such as the current loss. */
  readonly note?: string;
}

/** Options of every long operation. */
export interface LongOperation {
  /** Stops the operation, which then throws the reason of the signal; never stopped by default. */
  readonly signal?: AbortSignal;
  /** Receives progress from time to time; none by default. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Takes signal and progress out of options, also of an AbortController, whose signal is no property of its
 * own.
 */
export const pickOperation = ({ signal, onProgress }: LongOperation): LongOperation => ({
  ...(signal && { signal }),
  ...(onProgress && { onProgress }),
});
