import { countryLabel } from '../../charts/country-label.js';
import { visible } from '../../text/visible.js';
import type { Choice } from './filters.js';

/** What the lists are called. */
export const CHOICE_NAMES: Readonly<Record<Choice, string>> = {
  country: 'country',
  dst_port: 'port',
  src_ip: 'source',
  rule_names: 'rule',
};

/** What a value of a list is called, as plain text. */
export function valueName(choice: Choice, value: string | null): string {
  if (choice === 'country') return countryLabel(value);
  if (value === null) return `(no ${CHOICE_NAMES[choice]})`;
  return visible(value, 60);
}
