import type { Slider } from 'plotly.js';
import type { ScoreBin } from './score-bins.js';

/** Title, label and position of a threshold. */
interface AtThreshold {
  readonly title: string;
  readonly written: string;
  /** Position of the threshold on the axis. */
  readonly place: number;
}

/** Records of the bins on one side of the threshold; null for bins on the other side. */
export const sideOf = (
  bins: readonly ScoreBin[],
  above: boolean,
  first: number,
): readonly (number | null)[] => bins.map(({ records }, i) => (i >= first === above ? records : null));

/**
 * Makes a slider that moves the threshold of a score histogram along the edges of its bins, and updates bars,
 * line and title. It needs no server. In an exported page it also filters the tables with the column of the
 * scores.
 *
 * @param first index of the bin whose lower edge is the current threshold
 * @param column column of the tables that holds these scores
 * @param at title, label and position of a threshold
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
