import { fromZone, inZone } from '../../text/time-zone.js';
import type { RecordColumns, TextColumn } from '../explore/record-columns.js';
import { CHOICE_NAMES, choicesOf, valueName } from './choice-names.js';
import { clientField } from './client-field.js';
import { CHOICES, type Choice, type Filters, toggled } from './filters.js';
import { make } from './make.js';
import { pageZone } from './page-zone.js';

/** Maximum number of values that a list offers, the most frequent first; other clients can be typed. */
const MAX_CHOICES = 1000;

/** The controls of the filters. */
export interface FilterForm {
  readonly form: HTMLFormElement;
  /** Shows the filters in the controls. */
  readonly show: (filters: Filters) => void;
}

/** A time as the control of the browser writes it, in the zone of the page. */
const written = (time: number | null) => (time === null ? '' : inZone(time, pageZone()).replace(' ', 'T'));
const read = (text: string) => (text === '' ? null : fromZone(Date.parse(`${text}Z`), pageZone()));

/**
 * Makes the controls: native ones, so that keyboard, screen reader and telephone know them.
 *
 * @param set takes the filters that the reader has made of the present ones
 */
export function filterForm(
  columns: RecordColumns,
  set: (change: (filters: Filters) => Filters) => void,
): FilterForm {
  const { texts, numbers, about } = columns;
  // Cells begin with their bin.
  const step = String(about.cells ? about.bin.seconds : 1);
  const time = (bound: 'from' | 'before') => {
    const input = make('input', { type: 'datetime-local', step });
    input.addEventListener('change', () => {
      const value = read(input.value);
      set((filters) => ({ ...filters, [bound]: value }));
    });
    return input;
  };
  const score = make('input', { type: 'number', min: '0', step: 'any' });
  score.addEventListener('change', () => {
    const minScore = Number.isNaN(score.valueAsNumber) ? null : score.valueAsNumber;
    set((filters) => ({ ...filters, minScore }));
  });
  const [from, before] = [time('from'), time('before')];
  const labelled = (text: string, ...controls: HTMLElement[]) => {
    const label = make('label', {}, make('span', { textContent: text }), ...controls);
    return label;
  };
  const bound = (name: string, control: HTMLElement) => {
    const zone = make('span', { className: 'zone', textContent: pageZone() });
    return make('label', {}, make('span', {}, `${name} (`, zone, ')'), control);
  };
  const lists = CHOICES.flatMap((choice) => {
    const column = texts[choice];
    const values = column ? offered(choice, column) : [];
    if (values.length < 2) return [];
    if (choice === 'src_ip') return clientField(columns, values, set);
    return [labelled(`Add a ${CHOICE_NAMES[choice]}`, ...listed(choice, values, set))];
  });
  const anomalies = make('input', { type: 'checkbox' });
  anomalies.addEventListener('change', () => {
    const anomaliesOnly = anomalies.checked;
    set((filters) => ({ ...filters, anomaliesOnly }));
  });
  const form = make(
    'form',
    {},
    bound('From', from),
    bound('Before', before),
    ...lists,
    ...(numbers.anomaly_score ? [labelled('Score at least', score)] : []),
    ...(Array.from(numbers.is_anomaly ?? []).includes(1)
      ? [make('label', { className: 'check' }, anomalies, ' Anomalies only')]
      : []),
  );
  form.addEventListener('submit', (event) => event.preventDefault());
  return {
    form,
    show(filters) {
      from.value = written(filters.from);
      before.value = written(filters.before);
      anomalies.checked = filters.anomaliesOnly;
      score.value = filters.minScore === null ? '' : String(filters.minScore);
    },
  };
}

/** The values of a column that can be chosen, the most frequent first; null where some record has none. */
function offered(choice: Choice, { values, codes }: TextColumn): readonly (string | null)[] {
  const keys = new Set(values.flatMap((value) => choicesOf(choice, value)));
  return [...[...keys].slice(0, MAX_CHOICES), ...(codes.includes(values.length) ? [null] : [])];
}

function listed(
  choice: Choice,
  values: readonly (string | null)[],
  set: (change: (filters: Filters) => Filters) => void,
): HTMLElement[] {
  const options = values.map((value, i) =>
    make('option', { value: String(i), textContent: valueName(choice, value) }),
  );
  const select = make('select', {}, make('option', { value: '', textContent: 'any' }), ...options);
  const add = () => {
    const value = values[Number(select.value)];
    if (select.value !== '' && value !== undefined) set((filters) => toggled(filters, choice, value));
    select.value = '';
  };
  // Arrows and letters walk through the values of a closed list: what they come to is added by Enter, or on
  // leaving.
  let walking = false;
  select.title = 'With the keyboard: arrows or letters choose, Enter adds';
  select.addEventListener('pointerdown', () => {
    walking = false;
  });
  select.addEventListener('keydown', ({ key }) => {
    walking = key !== 'Enter';
    if (!walking) add();
  });
  select.addEventListener('change', () => {
    if (!walking) add();
  });
  select.addEventListener('blur', add);
  return [select];
}
