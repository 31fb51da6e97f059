import { html, render } from '../../text/html.js';
import type { HtmlBlock } from '../../text/html-block.js';

/**
 * A table that the filters of the exported page (`filterControls`) make anew.
 *
 * @param what it lists: `sources`, as `clientProfiles` does, or `unusual` records, as `topAnomalies` does
 *
 * @example
 * show(linkToFilters('sources', table(await clientProfiles(traffic, { limit: 15 }))));
 */
export function linkToFilters(what: 'sources' | 'unusual', block: HtmlBlock): HtmlBlock {
  return {
    html: render(html`<div data-follows=${what} dangerouslySetInnerHTML=${{ __html: block.html }} />`),
    text: block.text,
  };
}
