import { countryLabel } from '../../charts/country-label.js';
import { visible } from '../../text/visible.js';
import { BETWEEN_RULES } from '../explore/record-columns.js';
import { countryKey } from './country-key.js';
import type { Choice } from './filters.js';

/** What the lists are called. */
export const CHOICE_NAMES: Readonly<Record<Choice, string>> = {
  country: 'country',
  dst_port: 'port',
  src_ip: 'client',
  rule_names: 'rule',
  matched_rules: 'matched rule',
};

/** The values to choose from that a text of a column stands for. */
export function choicesOf(choice: Choice, text: string): readonly string[] {
  if (choice === 'country') return [countryKey(text)];
  return choice === 'matched_rules' ? text.split(BETWEEN_RULES) : [text];
}

/** What a value of a list is called, as plain text. */
export function valueName(choice: Choice, value: string | null): string {
  if (choice === 'country') return countryLabel(value);
  if (value === null) return `(no ${CHOICE_NAMES[choice]})`;
  return visible(value, 60);
}
