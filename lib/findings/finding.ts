import type { Evidence, Severity } from './kinds/finding-kind.js';
import type { FindingKindName } from './kinds/index.js';
import type { Technique } from './techniques.js';

/** What one kind found, before the ledger puts it in order. */
export interface FindingDraft extends Evidence {
  readonly kind: FindingKindName;
  /** What was seen, with its numbers, as a sentence. */
  readonly sentence: string;
}

/** One entry of the ledger: what an analyst would write down. */
export interface Finding {
  /** The same for the same kind, sources and start, so that a suppression still fits tomorrow. */
  readonly id: string;
  readonly kind: FindingKindName;
  /** Whether it says that somebody does harm. */
  readonly accuses: boolean;
  readonly sentence: string;
  readonly severity: Severity;
  readonly severityReason: string;
  readonly confidence: 'low' | 'medium' | 'high';
  readonly confidenceReason: string;
  readonly from: Date;
  readonly to: Date;
  readonly clients: readonly string[];
  /** Who the sources are, as far as lists and registries say. */
  readonly context: readonly string[];
  readonly technique: (Technique & { readonly claim: 'evidence' | 'hypothesis' }) | null;
  /** Harmless explanations, to be ruled out first. */
  readonly benign: readonly string[];
  readonly evidence: {
    readonly numbers: Readonly<Record<string, number | string>>;
    /** SELECT that lists the records, for any SQL shell. */
    readonly sql: string;
  };
  readonly nextStep: string;
  /** Why it is not shown, where somebody suppressed it. */
  readonly suppressed: { readonly reason: string; readonly expires: string } | null;
}
