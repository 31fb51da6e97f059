import { html, render } from '../../text/html.js';
import type { HtmlBlock } from '../../text/html-block.js';

/**
 * A table that the filters can compute again: `clients` as `clientProfiles`, `anomalies` as `topAnomalies`,
 * `topClients` as `topClients` lists them.
 */
export type LinkedTable = 'clients' | 'anomalies' | 'topClients';

/**
 * Links a table to the filters of the exported page (`filterControls`), which then show the rows of the
 * filtered records.
 *
 * @param block the table
 * @param name what the table lists
 *
 * @example
 * show(linkToFilters(table(await clientProfiles(traffic, { limit: 15 })), 'clients'));
 */
export function linkToFilters(block: HtmlBlock, name: LinkedTable): HtmlBlock {
  return {
    html: render(html`<div data-follows=${name} dangerouslySetInnerHTML=${{ __html: block.html }} />`),
    text: block.text,
  };
}
