import { splitTimes } from '../../text/split-times.js';
import { inZone, isTimeZone } from '../../text/time-zone.js';
import { make } from './make.js';

/** The time zone in which the page shows times. Its scripts share it through the element `html`. */
export function pageZone(): string {
  const { zone = 'UTC' } = document.documentElement.dataset;
  return isTimeZone(zone) ? zone : 'UTC';
}

/** Shows the times of a part of the page in its time zone. */
export function showTimes(part: ParentNode, zone = pageZone()): void {
  for (const element of part.querySelectorAll('time')) {
    const time = Date.parse(element.dateTime);
    if (!Number.isNaN(time)) element.textContent = inZone(time, zone);
  }
  for (const element of part.querySelectorAll('.zone')) element.textContent = zone;
  for (const cell of part.querySelectorAll<HTMLElement>('[data-label^="When ("]'))
    cell.dataset.label = `When (${zone})`;
}

/** Puts a sentence of the project into an element, its times in the zone of the page. */
export function putSentence(element: Element, text: string): void {
  element.replaceChildren(
    ...splitTimes(text).map((part) => {
      if (typeof part === 'string') return part;
      if (!(part instanceof Date)) return make('span', { className: 'zone', textContent: 'UTC' });
      return make('time', { dateTime: part.toISOString() });
    }),
  );
  showTimes(element);
}
