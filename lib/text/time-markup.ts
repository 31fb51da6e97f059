import { html } from './html.js';
import { splitTimes } from './split-times.js';
import { utc } from './utc.js';

/** A time of a page, to the second, in UTC; an exported page shows it in the time zone of the reader. */
export const timeMarkup = (time: Date) => html`<time datetime=${time.toISOString()}>${utc(time)}</time>`;

/** The name of the zone of the times before it: an exported page puts that of the reader there. */
export const zoneMarkup = () => html`<span class="zone">UTC</span>`;

/**
 * Marks the times in a sentence of the project (`2024-04-25 23:00:00 UTC`, `… to … UTC`), so that an exported
 * page shows them in the time zone of the reader. Other text stays as it is.
 *
 * @param text plain text; it is escaped
 * @returns markup for `html`
 *
 * @example
 * render(html`<p>${withTimes('Nothing was recorded from 2024-04-25 23:00:00 UTC.')}</p>`);
 */
export const withTimes = (text: string) =>
  splitTimes(text).map((part) =>
    typeof part === 'string' ? part : part instanceof Date ? timeMarkup(part) : zoneMarkup(),
  );
