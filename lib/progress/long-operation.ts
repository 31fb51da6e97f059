/** How far a long operation is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What is counted, in the plural: `'rows'`, `'epochs'`. */
  readonly unit: string;
  /** A short remark, such as the current loss. */
  readonly note?: string;
}

/** What every long operation in `lib` takes: a way to be stopped and a way to say how far it is. */
export interface LongOperation {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Takes signal and progress out of options, also of an AbortController, whose signal is no property of its own. */
export const pickOperation = ({ signal, onProgress }: LongOperation): LongOperation => ({
  ...(signal && { signal }),
  ...(onProgress && { onProgress }),
});
