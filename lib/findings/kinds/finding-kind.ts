import type { CaptureGap } from '../../analyze/capture-gaps.js';
import type { Traffic } from '../../load/traffic.js';
import type { ClientScan } from '../queries/client-scan.js';
import type { WindowLimits } from '../window-limits.js';

/** How bad the finding is if it is what it looks like, and how urgent. */
export type Severity = 'info' | 'low' | 'medium' | 'high';

/** A column of `traffic` that records may lack. */
export type NeededColumn =
  | 'uri'
  | 'user_agent'
  | 'response_code'
  | 'bytes_in'
  | 'bytes_out'
  | 'dst_ip'
  | 'dst_port';

/**
 * A limit from which on a kind of finding reports; set others with `investigate(traffic, { thresholds })`.
 */
export interface FindingThreshold {
  readonly value: number;
  /** What the value counts or measures, in the plural. */
  readonly unit: string;
  /** Lowest and highest value that make sense, both included. */
  readonly range: readonly [lowest: number, highest: number];
  /** Where the value comes from: a source, a calculation, or `assumed` with the reason. */
  readonly why: string;
}

/** The thresholds of a kind, by name. */
export type Thresholds = Readonly<Record<string, FindingThreshold>>;

/** The values that hold for one investigation. */
export type ThresholdValues<Of extends Thresholds> = { readonly [Name in keyof Of]: number };

/** Values that an analyst sets for one kind. */
export type ThresholdSettings = Readonly<Record<string, number | undefined>>;

/** What queries and kinds get to know about the traffic. */
export interface Investigation {
  readonly traffic: Traffic;
  /** Gaps of the capture, in order of time. */
  readonly gaps: readonly CaptureGap[];
  /** What is typical in a window of a server and of a client. */
  readonly windows: WindowLimits;
  readonly activity: ClientScan;
  /** Runs a query that several kinds share once. */
  readonly once: <Result>(query: object, run: () => Promise<Result>) => Promise<Result>;
  /** Values that the analyst sets, by kind. */
  readonly settings: Readonly<Record<string, ThresholdSettings | undefined>>;
}

/**
 * A query over the records: its rows, or what they add up to (a burst, a client), are the items that kinds
 * look at. It runs once; one that several kinds share takes no thresholds.
 */
export interface FindingQuery<Item, Needs = unknown> {
  /** Files in `lib/sql`, without `.sql`. */
  readonly sql: readonly string[];
  /** Which kind reports an item that several kinds explain: the first in the registry when left out. */
  readonly explainedBy?: 'most surprising';
  readonly run: (investigation: Investigation, thresholds: Needs) => Promise<readonly Item[]>;
}

/** Evidence as facts; the kind's `sentence` puts it into words. */
export interface Evidence {
  /** Client addresses; empty for evidence about the capture. */
  readonly clients: readonly string[];
  readonly from: Date;
  readonly to: Date;
  /** The numbers that the sentence rests on, by name. */
  readonly numbers: Readonly<Record<string, number | string>>;
  /** Natural logarithm of 1 over the chance that this is nothing, or null where it is a plain fact. */
  readonly surprise: number | null;
  /** Id of the ATT&CK technique that the evidence shows, where it is not the kind's own. */
  readonly technique?: string;
  /** Ids of the ATT&CK techniques that the rules name that its records match. */
  readonly ruleTechniques?: readonly string[];
  /** Harmless explanation that comes first, so that it accuses nobody: its severity is `info`. */
  readonly explained?: string;
  /** What it is about besides its clients, the same on another day: a server, names of rules. Part of the finding's id. */
  readonly target?: string;
  /** An entry of a list that stands for its clients, which differ from day to day: the id names it in their place. */
  readonly entry?: string;
  /** Further condition on `traffic` that selects the records, besides clients and time range. */
  readonly where?: string;
  /** Which requests of the clients it counts, where it is about requests: of these its tables and its outcome are made. */
  readonly requests?: FindingRequests;
  /** What an analyst's rule says of its matches, in place of what the kind says; its id is part of the finding's. */
  readonly ofRule?: Pick<FindingKind, 'severity' | 'severityReason' | 'falsePositives'> & {
    readonly id: string;
  };
}

/** Requests of the clients of a finding. */
export interface FindingRequests {
  /**
   * Those that match rules, that no link led to, that are answered 500 to 599, that post data or have a query,
   * all, or the records that match one rule.
   */
  readonly part: 'matched' | 'unlinked' | 'failed' | 'posted' | 'queried' | 'all' | 'rule';
  /** With `rule`: the number of the rule in `rule_matches`. */
  readonly rule?: number;
  /** Only requests of these paths; of any path when left out. */
  readonly paths?: readonly string[];
}

/** How one query shows a kind. */
export interface SignalRule<Item, Of extends Thresholds, Result extends Evidence> {
  readonly query: FindingQuery<Item, ThresholdValues<Of>>;
  /** Evidence in one item, or null. `items`: how many the query has; `signals`: how many rules look at it. */
  readonly find: (
    item: Item,
    thresholds: ThresholdValues<Of>,
    scan: { readonly investigation: Investigation; readonly items: number; readonly signals: number },
  ) => Result | null;
  /** Merges the evidence of several items into fewer findings; a finding each when left out. */
  readonly combine?: (evidence: readonly Result[], thresholds: ThresholdValues<Of>) => readonly Result[];
  /** Says in words what was seen, with its numbers. */
  readonly sentence: (evidence: Result) => string;
}

/** A rule whose items and evidence only it knows: what {@link signal} makes. */
export interface Signal {
  readonly query: Pick<FindingQuery<never>, 'sql' | 'explainedBy'>;
  readonly combines: boolean;
  /** Looks at every item of the query, with the analyst's settings for the kind. */
  readonly look: (
    investigation: Investigation,
    settings: ThresholdSettings | undefined,
    signals: number,
  ) => Promise<Candidates>;
}

/** Evidence of a rule, item by item. */
export interface Candidates {
  /** Surprise of each item's evidence (0 of a plain fact), or null where there is none. */
  readonly surprises: readonly (number | null)[];
  /** Clients of an item's evidence. */
  readonly clientsOf: (item: number) => readonly string[];
  /** Returns the evidence of some items with its sentence. */
  readonly write: (items: readonly number[]) => readonly (Evidence & { readonly sentence: string })[];
}

/** One kind of finding: its texts, thresholds and rules. */
export interface FindingKind<Name extends string = string> {
  readonly name: Name;
  /** What was seen, as a headline. */
  readonly title: string;
  /** `info` describes the data or the population; the others accuse somebody. */
  readonly severity: Severity;
  /** Why; `complete-finding.ts` lowers it where all clients are on lists of harmless networks. */
  readonly severityReason: string;
  /** Id of the ATT&CK technique, or null where such evidence supports none. */
  readonly technique: string | null;
  /** `evidence`: the records show the behaviour itself. `hypothesis`: they only fit it. */
  readonly claim: 'evidence' | 'hypothesis';
  /** Columns without which it cannot find anything. */
  readonly needs: readonly NeededColumn[];
  readonly thresholds: Thresholds;
  /** Harmless causes that look the same, the most frequent first. */
  readonly falsePositives: readonly string[];
  readonly nextStep: string;
  readonly signals: readonly Signal[];
  /** Runs only where `enrichAddresses` has made the table `addresses`. */
  readonly needsAddresses?: true;
  /** Explains records harmlessly: read before any accusation, and repeated in the summary. */
  readonly readFirst?: true;
  /** Says that a client is harmless: left out where another kind accuses the client. */
  readonly harmless?: true;
  /** Accuses clients whatever other kinds say of them; the others accuse a client once. */
  readonly independent?: true;
  /** Its sentence names the lists that the clients are on, so the context leaves them out. */
  readonly namesLists?: true;
  /**
   * Number in the evidence by which findings of the kind follow each other, the largest first; time when left
   * out.
   */
  readonly rankedBy?: string;
}

/**
 * Makes a rule of a kind that can stand in one list with those of other kinds.
 *
 * @param thresholds of the kind, for the values that `find` and `combine` get
 *
 * @example
 * signals: [signal(thresholds, { query: loginBursts, find: (burst) => null, sentence: () => '' })]
 */
export function signal<Item, Of extends Thresholds, Result extends Evidence>(
  thresholds: Of,
  { query, find, combine, sentence }: SignalRule<Item, Of, Result>,
): Signal {
  return {
    query,
    combines: combine !== undefined,
    look: async (investigation, settings, signals) => {
      const values = thresholdValues(thresholds, settings);
      const items = await investigation.once(query, () => query.run(investigation, values));
      const scan = { investigation, items: items.length, signals };
      const evidences = items.map((item) => find(item, values, scan));
      return {
        surprises: evidences.map((evidence) => evidence && (evidence.surprise ?? 0)),
        clientsOf: (item) => evidences[item]?.clients ?? [],
        write: (places) => {
          const own = places.flatMap((place) => evidences[place] ?? []);
          return (combine?.(own, values) ?? own).map((evidence) => ({
            ...evidence,
            sentence: sentence(evidence),
          }));
        },
      };
    },
  };
}

/** The values of a kind's thresholds: the analyst's, or else the kind's own. */
export function thresholdValues<Of extends Thresholds>(
  thresholds: Of,
  settings: ThresholdSettings = {},
): ThresholdValues<Of> {
  return Object.fromEntries(
    Object.entries(thresholds).map(([name, { value }]) => [name, settings[name] ?? value]),
  ) as ThresholdValues<Of>;
}

/** Time range of some rows. */
export const spanOf = (rows: readonly { readonly first_seen: Date; readonly last_seen: Date }[]) => ({
  from: new Date(Math.min(...rows.map((row) => row.first_seen.getTime()))),
  to: new Date(Math.max(...rows.map((row) => row.last_seen.getTime()))),
});
