import type { Figure, FigureMeta } from '../../charts/figure.js';
import { figureTable } from '../../charts/figure-table.js';
import { visible } from '../../text/visible.js';
import { putSentence, showTimes } from './page-zone.js';
import { replaceRows, rowsOf } from './replace-rows.js';
import type { WhenSeen } from './when-seen.js';

/** A figure of the page that can be drawn anew. */
export interface FilteredChart {
  readonly element: HTMLElement;
  /** Of what it is. */
  readonly meta: FigureMeta;
  /** Puts another figure into its place, with the table behind it, each when it is seen; null: as it was. */
  readonly put: (figure: (() => Figure) | null) => void;
}

/** Characters of a figure's description. */
const MAX_DESCRIPTION_LENGTH = 5000;

/**
 * A figure of the page; the page's script draws what it is told by an event `figure`.
 *
 * @param element `.chart`, before what `show` put after it
 */
export function filteredChart(element: HTMLElement, seen: WhenSeen): FilteredChart {
  const behind = element.nextElementSibling?.querySelector(':scope > details');
  const [table, said] = [behind?.querySelector('table'), behind?.querySelector('p')];
  const before = {
    rows: [...(table?.rows ?? [])].slice(1),
    caption: table?.caption?.textContent ?? '',
    said: said ? [...said.childNodes] : [],
  };
  const describe = ({ description }: Figure) => visible(description, MAX_DESCRIPTION_LENGTH);
  const { layout } = JSON.parse(element.querySelector('script')?.textContent ?? '{}') as {
    layout?: { meta?: FigureMeta };
  };
  return {
    element,
    meta: layout?.meta ?? {},
    put(draw) {
      let drawn: Figure | null = null;
      const figure = () => {
        drawn ??= draw?.() ?? null;
        return drawn;
      };
      seen.later(element, () => {
        const other = figure();
        const detail = other && { ...other, title: visible(other.title, 300), description: describe(other) };
        element.dispatchEvent(new CustomEvent('figure', { detail }));
      });
      if (!table) return;
      seen.later(table, () => {
        const other = figure();
        if (said && other) putSentence(said, describe(other));
        else said?.replaceChildren(...before.said);
        if (said) showTimes(said);
        if (table.caption) table.caption.textContent = other ? visible(other.title, 1000) : before.caption;
        replaceRows(table, other ? rowsOf(figureTable(other)) : before.rows);
      });
    },
  };
}
