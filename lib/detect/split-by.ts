/** Ways to keep the records judged by unseen, where nobody knows the actors. */
export const SPLITS = ['network', 'asn', 'time'] as const;

/** What the records judged by must not share with those learned from; `time`: they come later. */
export type SplitBy = (typeof SPLITS)[number];
