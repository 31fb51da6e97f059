import { visible } from '../text/visible.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Makes text from records safe for Plotly, which reads `<b>`, `<a>`, `<span style>` and entities in titles,
 * labels, ticks and hover texts, loads what a style refers to, and takes `%{…}` in templates for a variable.
 *
 * @param maxLength number of characters that are kept, 60 by default; longer text is cut
 *
 * @example
 * plain('<b>US</b>'); // '&lt;b&gt;US&lt;/b&gt;'
 */
export function plain(text: string, maxLength = 60): string {
  return visible(text, maxLength)
    .replace(/[&<>]/g, (c) => ENTITIES[c] ?? c)
    .replaceAll('%{', '%\u2060{');
}
