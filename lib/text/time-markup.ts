import { html } from './html.js';
import { utc } from './utc.js';

/** A time as `utc` writes it, and a range of two, before the name of their zone. */
const WRITTEN =
  /(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:( to )(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d))? UTC(?![\p{L}\p{N}+-])/gu;

/** A time of a page, to the second, in UTC; an exported page shows it in the time zone of the reader. */
export const timeMarkup = (time: Date) =>
  html`<time datetime=${time.toISOString()}>${utc(time)}</time>`;

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
export function withTimes(text: string) {
  const parts: unknown[] = [];
  let done = 0;
  for (const match of text.matchAll(WRITTEN)) {
    const [all, from = '', to, until] = match;
    const times = [from, until].map((written) => new Date(`${written?.replace(' ', 'T')}Z`));
    const known = (time: Date | undefined): time is Date => !Number.isNaN(time?.getTime());
    if (!known(times[0]) || (until !== undefined && !known(times[1]))) continue;
    parts.push(text.slice(done, match.index), timeMarkup(times[0]));
    if (to && known(times[1])) parts.push(to, timeMarkup(times[1]));
    parts.push(' ', zoneMarkup());
    done = match.index + all.length;
  }
  return [...parts, text.slice(done)];
}
