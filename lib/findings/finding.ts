import type { FindingTable } from './finding-table.js';
import type { Evidence, Severity } from './kinds/finding-kind.js';
import type { FindingKindName } from './kinds/index.js';
import type { Technique } from './techniques.js';
import type { FindingTriage } from './triage-status.js';

/** Evidence of one kind of finding, before findings are ranked. */
export interface FindingDraft extends Evidence {
  readonly kind: FindingKindName;
  /** What was seen, with its numbers, as a sentence. */
  readonly sentence: string;
  /** How many of its clients were left out since the analyst allows them. */
  readonly allowed?: number;
}

/** What became of the attempts of a finding on requests. */
export interface FindingOutcome {
  /**
   * `possible success`: an attempt was answered 2xx with an unusual size, or new behavior of the client
   * followed. `refused`: all were answered 4xx, or redirected. `failed`: some 5xx. `unknown`: the log has no
   * status.
   */
  readonly result: 'possible success' | 'answered' | 'failed' | 'refused' | 'unknown';
  readonly sentence: string;
}

/** One finding of an investigation. */
export interface Finding {
  /** 12 hex digits that depend on kind, clients and target only: the same for the records of another day. */
  readonly id: string;
  readonly kind: FindingKindName;
  /** What was seen, as a headline; the name of the rule where a rule of the analyst matched. */
  readonly title: string;
  /** Whether it accuses its clients; the others describe the data or the population. */
  readonly accuses: boolean;
  /** What was seen, with its numbers, as a sentence. */
  readonly sentence: string;
  readonly severity: Severity;
  readonly severityReason: string;
  readonly confidence: 'low' | 'medium' | 'high';
  readonly confidenceReason: string;
  readonly from: Date;
  readonly to: Date;
  /** Client addresses (`src_ip`); empty for a finding about the capture. */
  readonly clients: readonly string[];
  /** What it is about besides its clients: a server, or the names of rules; empty where the evidence names neither. */
  readonly targets: readonly string[];
  /** Who the clients are, according to lists and registries. */
  readonly context: readonly string[];
  readonly technique: (Technique & { readonly claim: 'evidence' | 'hypothesis' }) | null;
  /** Harmless explanations to rule out first. */
  readonly benign: readonly string[];
  readonly evidence: {
    readonly numbers: Readonly<Record<string, number | string>>;
    /** Its paths and clients, where it is about requests. */
    readonly tables: readonly FindingTable[];
    /** Ids of the ATT&CK techniques that the rules name that its records match; left out where it rests on no rule. */
    readonly ruleTechniques?: readonly string[];
    /** SELECT that lists the records, for any SQL shell. */
    readonly sql: string;
  };
  /** Whether its attempts succeeded; null where it is not about requests. */
  readonly outcome: FindingOutcome | null;
  readonly nextStep: string;
  /** Why it is hidden, with the day on which that ends (null: until the finding changes); null where it is not. */
  readonly suppressed: { readonly reason: string; readonly expires: string | null } | null;
  /** What an analyst said of it in an earlier report; left out where nobody did. */
  readonly triage?: FindingTriage;
}
