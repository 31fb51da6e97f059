/** What may be chosen from a list: columns of texts. */
export const CHOICES = ['country', 'dst_port', 'src_ip', 'rule_names', 'matched_rules'] as const;

/** One of the lists; a record may have several values of `matched_rules`. */
export type Choice = (typeof CHOICES)[number];

/** What the reader filters by: records that fulfil all of it stay, of values chosen in one list any. */
export interface Filters {
  /** Start of a record, from here on; milliseconds since 1970, UTC. Null does not filter. */
  readonly from: number | null;
  /** Start of a record, before this. */
  readonly before: number | null;
  /**
   * Values chosen; null stands for records that have none. An empty list does not filter. Of clients also
   * networks, owners and lists, as `clientMatcher` reads them.
   */
  readonly chosen: Readonly<Record<Choice, readonly (string | null)[]>>;
  readonly minScore: number | null;
  readonly anomaliesOnly: boolean;
}

/** Keeps every record. */
export const NO_FILTERS: Filters = {
  from: null,
  before: null,
  chosen: { country: [], dst_port: [], src_ip: [], rule_names: [], matched_rules: [] },
  minScore: null,
  anomaliesOnly: false,
};

/** The filters with a value chosen, or no longer chosen where it was. */
export function toggled(filters: Filters, choice: Choice, value: string | null): Filters {
  const before = filters.chosen[choice];
  const chosen = before.includes(value) ? before.filter((other) => other !== value) : [...before, value];
  return { ...filters, chosen: { ...filters.chosen, [choice]: chosen } };
}
