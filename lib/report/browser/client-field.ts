import type { RecordColumns } from '../explore/record-columns.js';
import { CHOICE_NAMES, valueName } from './choice-names.js';
import { readClients } from './client-terms.js';
import { type Filters, toggled } from './filters.js';
import { make } from './make.js';

/** Owners that the list suggests, those of the most frequent clients first. */
const MAX_OWNERS = 200;

/** Characters of what is typed that a message repeats. */
const MAX_REPEATED = 60;

/**
 * Makes the field for clients: addresses, networks, owners and kinds of lists, with suggestions. What matches no
 * client stays in the field, with a message.
 *
 * @param values the addresses to suggest; null where some record has none
 */
export function clientField(
  columns: RecordColumns,
  values: readonly (string | null)[],
  set: (change: (filters: Filters) => Filters) => void,
): HTMLElement[] {
  const { owners = [], lists = [] } = columns.about.clients ?? {};
  const names = new Map(values.map((value) => [valueName('src_ip', value), value]));
  const announced = [...new Set(owners.filter((owner) => owner !== null))].slice(0, MAX_OWNERS);
  const suggested = [...[...new Set(lists.flat())].sort(), ...announced, ...names.keys()];
  const list = make(
    'datalist',
    { id: 'values-of-src_ip' },
    ...suggested.map((value) => make('option', { value })),
  );
  const message = make('span', { id: 'no-client', className: 'no-client', role: 'status' });
  const input = make('input', {
    type: 'text',
    autocomplete: 'off',
    placeholder: owners.some((owner) => owner !== null) ? 'address, network or owner' : 'address or network',
  });
  input.title = 'Addresses, networks (192.0.2.0/24), owners or lists, separated by commas or spaces';
  input.setAttribute('list', list.id);
  input.setAttribute('aria-describedby', message.id);
  const say = (unknown: readonly string[]) => {
    input.value = unknown.join(', ');
    input.toggleAttribute('aria-invalid', unknown.length > 0);
    if (unknown.length > 0) input.setAttribute('aria-invalid', 'true');
    const [first = ''] = unknown;
    const others = unknown.length - 1;
    message.textContent =
      unknown.length === 0
        ? ''
        : `No client matches “${first.length > MAX_REPEATED ? `${first.slice(0, MAX_REPEATED)}…` : first}”${others > 0 ? ` and ${others} more` : ''}${columns.about.cells ? ' among those that this page names' : ''}.`;
  };
  input.addEventListener('change', () => {
    const text = input.value.trim();
    if (names.get(text) === null) {
      set((filters) => toggled(filters, 'src_ip', null));
      say([]);
      return;
    }
    const { terms, unknown } = readClients(columns, names.get(text) ?? text);
    if (terms.length === 1) set((filters) => toggled(filters, 'src_ip', terms[0]!));
    else if (terms.length > 1)
      set((filters) => {
        const chosen = [...new Set([...filters.chosen.src_ip, ...terms])];
        return { ...filters, chosen: { ...filters.chosen, src_ip: chosen } };
      });
    say(unknown);
  });
  const label = make('label', {}, make('span', { textContent: `Add a ${CHOICE_NAMES.src_ip}` }), input);
  return [make('div', { className: 'client-field' }, label, list, message)];
}
