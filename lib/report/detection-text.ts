import type { Detection } from '../detect/detect-anomalies.js';
import { formatShare } from '../text/format-share.js';

/**
 * States whether the other records of a client count, and why; undefined for a detector without evidence by
 * client.
 */
export function evidenceText({ evidence }: Pick<Detection['model'], 'evidence'>): string | undefined {
  if (evidence === null) return undefined;
  const explained = `clients explain ${formatShare(evidence.explained, 1)} of the variance of scores`;
  return evidence.used
    ? `${explained}, so a record’s score takes in the mean score of its client’s records`
    : `${explained}, too little to count: each record is scored by itself`;
}

/** States which detectors took no part, and why; empty where all did. */
export const leftOutTexts = ({ leftOut }: Pick<Detection['model'], 'leftOut'>): readonly string[] =>
  leftOut.map(({ detector, reason }) => `the ${detector} took no part: ${reason}`);
