/** Progress of a long operation. */
export interface Progress {
  /** Units done so far. */
  readonly done: number;
  /** Units in all. */
  readonly total: number;
  /** What is counted, in the plural: `'rows'`, `'epochs'`, or `'%'`. */
  readonly unit: string;
  /** A short remark, such as the current loss. */
  readonly note?: string;
}

/** Options of every long operation. */
export interface LongOperation {
  /** Stops the operation when aborted; the signal's reason is thrown. None by default. */
  readonly signal?: AbortSignal;
  /** Called with the progress of the operation; not called by default. */
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
