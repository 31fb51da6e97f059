import { html, render } from '../text/html.js';
import type { HtmlBlock } from '../text/html-block.js';
import { withTimes } from '../text/time-markup.js';
import { visible } from '../text/visible.js';

/**
 * Makes sentences into a block to show: one as a paragraph, several as a list. Control characters are made
 * visible.
 *
 * @example
 * show(sentences(`${traffic.records} records from ${card.sources} sources`));
 */
export function sentences(...texts: readonly string[]): HtmlBlock {
  const safe = texts.map((sentence) => visible(sentence, 2000));
  const markup =
    safe.length === 1
      ? html`<p>${withTimes(safe[0] ?? '')}</p>`
      : html`<ul>${safe.map((sentence) => html`<li>${withTimes(sentence)}</li>`)}</ul>`;
  return { html: render(markup), text: safe.join('\n') };
}
