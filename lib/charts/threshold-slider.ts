import type { Slider } from 'plotly.js';
import type { ScoreBin } from './score-bins.js';

/** What a figure says and shows when the threshold is a bin's lower edge. */
interface AtThreshold {
  readonly title: string;
  readonly written: string;
  /** Where the threshold stands on the axis. */
  readonly place: number;
}

/** Records of the bins on one side of a threshold; nothing where a bin lies on the other. */
export const sideOf = (
  bins: readonly ScoreBin[],
  above: boolean,
  first: number,
): readonly (number | null)[] => bins.map(({ records }, i) => (i >= first === above ? records : null));

/**
 * A slider that moves the threshold of a score distribution from edge to edge of its bins: bars change sides, the line
 * moves, the title says what lies above now. It needs no server; in an export it becomes a control of the page, which
 * also filters the tables that have the scores' column.
 *
 * @param first the bin whose lower edge is the threshold now
 * @param column the column of tables that holds these scores
 * @param at what to say and show when the threshold is a given one
 */
export function thresholdSlider(
  bins: readonly ScoreBin[],
  {
    first,
    column,
    at,
  }: {
    readonly first: number;
    readonly column: string;
    readonly at: (threshold: number, above: number) => AtThreshold;
  },
): Partial<Slider> {
  const edges = [...bins.map(({ from }) => from), bins.at(-1)?.to ?? 0];
  return {
    name: column,
    active: first,
    currentvalue: { prefix: 'threshold: ' },
    pad: { t: 50 },
    steps: edges.map((edge, k) => {
      const above = bins.slice(k).reduce((sum, { records }) => sum + records, 0);
      const { title, written, place } = at(edge, above);
      return {
        label: written,
        value: String(edge),
        method: 'update' as const,
        execute: true,
        args: [
          { y: [sideOf(bins, false, k), sideOf(bins, true, k)] },
          { 'title.text': title, 'shapes[0].x0': place, 'shapes[0].x1': place },
        ],
      };
    }),
  };
}
