/** How a correlation rule counts the hits of other rules within a time span. */
export interface Correlation {
  readonly type: 'event_count' | 'value_count' | 'temporal' | 'temporal_ordered';
  /** The rules whose hits are counted, each with its own predicate and its own columns to group by. */
  readonly rules: readonly CorrelatedRule[];
  /** Seconds between the first and the last hit that count together. */
  readonly seconds: number;
  /** How the count compares with `count`. */
  readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
  readonly count: number;
}

/** A rule that a correlation counts. */
export interface CorrelatedRule {
  readonly name: string;
  /** Predicate over the relation `requests`. */
  readonly sql: string;
  /** Expressions over `requests` that hits which count together share, as text. */
  readonly groupBy: readonly string[];
  /** Expression over `requests` whose distinct values are counted (`value_count`), as text; null otherwise. */
  readonly value: string | null;
}

/** A Sigma rule on requests, compiled to SQL that DuckDB and Trino share. */
export interface RequestRule {
  /** Sigma id (UUID). */
  readonly id: string;
  /** Sigma title. */
  readonly name: string;
  /** Class of attack: the rule file's name without its extension. */
  readonly class: string;
  /** `context` accuses nobody alone, such as a log-in form; `scanner` tests only the user agent. */
  readonly kind: 'attack' | 'probe' | 'scanner' | 'context';
  readonly level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
  /** MITRE ATT&CK techniques, such as `T1190`. */
  readonly techniques: readonly string[];
  readonly description: string;
  readonly falsePositives: readonly string[];
  /** Of an analyst's folder. */
  readonly own: boolean;
  /** The rule's file, for messages. */
  readonly file: string;
  /** Predicate over the relation `requests`; empty for a correlation. */
  readonly sql: string;
  /**
   * Literals in lower case that few requests have; every request that the rule matches has at least one of them in its URI, user
   * agent, referer, host or method, as sent or decoded, in lower case. Null when none are known.
   */
  readonly needs: readonly string[] | null;
  /**
   * Predicate over `both_texts`, one of those texts as sent and as decoded, in lower case, a line each: of every request that the
   * rule matches, one text passes. Null when none is known.
   */
  readonly textTest: string | null;
  /** Patterns that stand beside `needs`: a matching request has a literal of `needs`, or matches one of these. */
  readonly patterns: readonly string[];
  /** Null for a rule on single requests. */
  readonly correlation: Correlation | null;
}

/** Rules as the compiler writes them; the table `rule_matches` refers to a rule by its position. */
export interface CompiledRules {
  readonly rules: readonly RequestRule[];
}
