import { make } from '../../../report/browser/make.js';
import { changeState, decode, encode, isHeading, pageState } from '../../../report/browser/page-state.js';
import { pageZone, showTimes } from '../../../report/browser/page-zone.js';
import { isTimeZone } from '../../../text/time-zone.js';

const { dataset } = document.documentElement;

/**
 * Adds the controls of the whole page: a switch that shows its code, and the time zone. Both are part of the
 * page's address.
 *
 * @param redraw draws the figures anew, for other times on their axes
 */
export function addPageControls(redraw: () => void): void {
  const place = document.querySelector<HTMLElement>('.page-controls');
  if (!place) return;
  const code = [...document.querySelectorAll<HTMLDetailsElement>('details.code')];
  const codeAtFirst = code.some(({ open }) => open);
  const times = document.querySelector('time, .zone, .record-filters') !== null;
  const zone = zoneSelect();
  const shown = make('input', { type: 'checkbox', role: 'switch' });
  if (times) place.append(make('label', {}, 'Time zone ', zone));
  if (code.length > 0) place.append(make('label', {}, shown, ' Show code'));

  function showCode(on: boolean): void {
    dataset.code = on ? 'on' : 'off';
    shown.checked = on;
    for (const cell of code) cell.open = on;
  }

  function showZone(wanted: string): void {
    if (wanted === pageZone()) return;
    dataset.zone = wanted;
    // The browser may know a zone that its list does not name.
    if (![...zone.options].some(({ value }) => value === wanted)) zone.add(new Option(wanted));
    zone.value = wanted;
    showTimes(document);
    for (const table of document.querySelectorAll('table.sortable:has(time)'))
      table.dispatchEvent(new Event('rows'));
    document.dispatchEvent(new Event('zone'));
    redraw();
  }

  function restore(): void {
    const { tz, code: wanted } = pageState();
    const named = decode(tz ?? '');
    showZone(named && isTimeZone(named) ? named : 'UTC');
    showCode(wanted === undefined ? codeAtFirst : wanted === '1');
  }

  shown.addEventListener('change', () => {
    showCode(shown.checked);
    changeState({ code: shown.checked === codeAtFirst ? null : shown.checked ? '1' : '0' });
  });
  zone.addEventListener('change', () => {
    showZone(zone.value);
    changeState({ tz: zone.value === 'UTC' ? null : encode(zone.value) });
  });
  addEventListener('hashchange', () => {
    keepState();
    restore();
  });
  restore();
  keepState();
  const section = decode(pageState().section ?? '');
  if (section) document.getElementById(section)?.scrollIntoView();
}

/** A link to a heading replaces the fragment: the state is put beside it. */
function keepState(): void {
  const { section, ...state } = pageState();
  const id = isHeading(location.hash) ? location.hash.slice(1) : null;
  if (id === null) changeState(section === undefined ? {} : { section });
  else if (Object.keys(state).length > 0) changeState({ section: encode(decode(id) ?? id) });
}

function zoneSelect(): HTMLSelectElement {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const options = (zones: readonly string[]) => zones.map((zone) => new Option(zone));
  const others = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC' && zone !== own);
  const group = (label: string, zones: readonly string[]) =>
    zones.length > 0 ? [make('optgroup', { label }, ...options(zones))] : [];
  return make(
    'select',
    { title: 'The time zone of all times on this page, of the filters and of what is downloaded' },
    ...options(['UTC']),
    ...group('This computer', own && own !== 'UTC' && isTimeZone(own) ? [own] : []),
    ...group('All zones', others),
  );
}
