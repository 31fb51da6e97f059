import { type FindingTriage, TRIAGE_STATUSES } from '../../../findings/triage-status.js';

/** What the analyst said of one finding; the fields of an exported entry that a person writes. */
export type Said = Omit<FindingTriage, 'changed'>;

/** What a page holds of its findings: lib/findings/triage-file.ts writes it. */
export interface Embedded {
  readonly schema: string;
  readonly version: string;
  readonly report: string;
  readonly entries: readonly (Said & { readonly id: string })[];
  readonly findings: readonly { readonly id: string }[];
}

/** Entries by the id of their finding. */
export type Entries = ReadonlyMap<string, Said>;

/** Of two states of the same findings, what was said last. */
export function merged(...states: readonly Iterable<readonly [string, Said]>[]): Entries {
  const entries = new Map<string, Said>();
  for (const state of states)
    for (const [id, said] of state) {
      const known = entries.get(id);
      if (known === undefined || known.when <= said.when) entries.set(id, said);
    }
  return entries;
}

/** Entries as the page keeps them in the browser; none where the text is not of this page. */
export function parseEntries(text: string | null): Entries {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(list)) return new Map();
    return new Map(
      list.flatMap((one: unknown): [string, Said][] => {
        if (!Array.isArray(one) || typeof one[0] !== 'string') return [];
        const { status, note, who, when } = Object(one[1]) as Partial<Record<keyof Said, unknown>>;
        const known = TRIAGE_STATUSES.find((each) => each === status);
        if (known === undefined || typeof when !== 'string') return [];
        return [[one[0], { status: known, note: String(note ?? ''), who: String(who ?? ''), when }]];
      }),
    );
  } catch {
    return new Map();
  }
}

/** The triage of the page as JSON to embed or to export: entries with how their findings are now. */
export function documentOf({ findings, ...embedded }: Embedded, entries: Entries) {
  const all = findings.flatMap((finding) => {
    const said = entries.get(finding.id);
    return said === undefined ? [] : [{ ...finding, ...said }];
  });
  return { ...embedded, entries: all };
}
