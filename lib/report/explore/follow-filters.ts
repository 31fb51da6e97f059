import { html, render } from '../../text/html.js';
import type { HtmlBlock } from '../../text/html-block.js';

/**
 * A table that the filters of the exported page (`recordFilters`) make anew.
 *
 * @param what it lists: `sources`, as `sourceProfiles` does, or `unusual` records, as `mostUnusual` does
 *
 * @example
 * show(followFilters('sources', table(await sourceProfiles(traffic, { most: 15 }))));
 */
export function followFilters(what: 'sources' | 'unusual', block: HtmlBlock): HtmlBlock {
  return {
    html: render(html`<div data-follows=${what} dangerouslySetInnerHTML=${{ __html: block.html }} />`),
    text: block.text,
  };
}
