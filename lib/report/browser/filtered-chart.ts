import type { Figure } from '../../charts/figure.js';
import { figureTable } from '../../charts/figure-table.js';
import { visible } from '../../text/visible.js';
import { replaceRows, rowsOf } from './replace-rows.js';

/** A figure of the page that can be drawn anew. */
export interface FilteredChart {
  readonly element: HTMLElement;
  /** Puts another figure into its place, with the table behind it; null: as it was. */
  readonly put: (figure: Figure | null) => void;
}

/** Characters of a figure's description. */
const LONGEST = 5000;

/**
 * A figure of the page; report.js draws what it is told by an event `figure`.
 *
 * @param element `.chart`, before what `show` put after it
 */
export function filteredChart(element: HTMLElement): FilteredChart {
  const behind = element.nextElementSibling?.querySelector(':scope > details');
  const [table, said] = [behind?.querySelector('table'), behind?.querySelector('p')];
  const before = {
    rows: [...(table?.rows ?? [])].slice(1),
    caption: table?.caption?.textContent ?? '',
    said: said?.textContent ?? '',
  };
  return {
    element,
    put(figure) {
      const description = figure && visible(figure.description, LONGEST);
      const detail = figure && { ...figure, title: visible(figure.title, 300), description };
      element.dispatchEvent(new CustomEvent('figure', { detail }));
      if (said) said.textContent = description ?? before.said;
      if (!table) return;
      if (table.caption) table.caption.textContent = figure ? visible(figure.title, 1000) : before.caption;
      replaceRows(table, figure ? rowsOf(figureTable(figure)) : before.rows);
    },
  };
}
