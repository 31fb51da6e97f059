/** States of triage. */
export const TRIAGE_STATUSES = ['open', 'confirmed', 'false positive', 'accepted'] as const;

/** State of a finding in triage. */
export type TriageStatus = (typeof TRIAGE_STATUSES)[number];

/** What an analyst said of a finding. */
export interface FindingTriage {
  readonly status: TriageStatus;
  readonly note: string;
  /** Name of the analyst. */
  readonly who: string;
  /** Time of the last change, ISO 8601. */
  readonly when: string;
  /** What is new since then, so that the finding is open again; null where nothing is. */
  readonly changed: string | null;
}
