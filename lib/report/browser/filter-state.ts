import type { Choice, Filters } from './filters.js';
import { CHOICES, NO_FILTERS } from './filters.js';
import { decode, encode, type PageState, type StateName } from './page-state.js';

/** What the lists are called in the address of the page. */
const LIST_NAMES: Readonly<Record<Choice, StateName>> = {
  country: 'country',
  dst_port: 'port',
  src_ip: 'client',
  rule_names: 'rule',
  matched_rules: 'matched',
};

/** Stands for records that have no value; a value that reads so is written with an escape. */
const NONE = 'none';
const MAX_ITEMS = 5_000;
const MAX_ITEM_LENGTH = 500;

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;

/** Filters as values of the page's state; null where there is no filter. */
export function filtersToState(filters: Filters): Readonly<Partial<Record<StateName, string | null>>> {
  const time = (value: number | null) =>
    value === null ? null : new Date(value).toISOString().replace('.000Z', 'Z');
  const item = (value: string | null) =>
    value === null ? NONE : value === NONE ? `%6E${NONE.slice(1)}` : encode(value);
  return {
    from: time(filters.from),
    before: time(filters.before),
    ...Object.fromEntries(
      CHOICES.map((choice) => [LIST_NAMES[choice], filters.chosen[choice].map(item).join(',')]),
    ),
    score: filters.minScore === null ? null : String(filters.minScore),
    anomalies: filters.anomaliesOnly ? '1' : null,
  };
}

/** Filters out of the page's state, which anybody may have written: what is no filter is ignored. */
export function filtersFromState(state: PageState): Filters {
  const time = (text: string | undefined) => {
    const value = TIME.test(text ?? '') ? Date.parse(text!) : Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  const items = (text: string | undefined): readonly (string | null)[] => {
    const parts = (text ?? '').split(',', MAX_ITEMS).filter((part) => part !== '');
    const values = parts.flatMap((part) => {
      if (part === NONE) return [null];
      const value = decode(part);
      return value === null || value.length > MAX_ITEM_LENGTH ? [] : [value];
    });
    return [...new Set(values)];
  };
  const score = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(state.score ?? '') ? Number(state.score) : Number.NaN;
  return {
    from: time(state.from),
    before: time(state.before),
    chosen: {
      ...NO_FILTERS.chosen,
      ...Object.fromEntries(CHOICES.map((choice) => [choice, items(state[LIST_NAMES[choice]])])),
    },
    minScore: Number.isFinite(score) ? score : null,
    anomaliesOnly: state.anomalies === '1',
  };
}
