import type { Data, Layout } from 'plotly.js';
import type { Figure } from '../../charts/figure.js';
import { GREY } from '../../charts/palette.js';

/** Bars of all records end at so many times the highest bar of those that pass, which else could not be seen. */
const MAX_TIMES_HIGHER = 10;

/** The bars of all records behind those of the records that pass. */
export interface ContextBars {
  /** By bar of the figure; null where unknown. */
  readonly values: readonly (number | null)[];
  /** Axis of the numbers. */
  readonly along: 'x' | 'y';
}

/** A figure whose first trace are bars, with grey bars of all records behind them. */
export function withContext(figure: Figure, { values, along }: ContextBars): Figure {
  const [bars, ...others] = figure.data;
  if (!bars) return figure;
  const own = (bars as Readonly<Record<string, unknown>>)[along] as readonly (number | null)[];
  const highest = (all: readonly (number | null)[]) =>
    all.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  const [top, all] = [highest(own), highest(values)];
  const cut = top > 0 && all > MAX_TIMES_HIGHER * top;
  const { text, textposition: _, hovertext: __, ...shape } = bars as Record<string, unknown>;
  // Bars that are grey only need no label.
  const labels = Array.isArray(text) && { text: text.map((label, i) => (own[i] ? label : '')) };
  const behind = {
    ...shape,
    [along]: values,
    name: 'all records',
    showlegend: false,
    marker: { color: GREY, opacity: 0.35, line: { width: 0 } },
    ...(along === 'y'
      ? { hovertemplate: '%{y} of all records<extra></extra>' }
      : {
          hoverinfo: 'text',
          hovertext: values.map((value) => `${value?.toLocaleString('en-US')} of all records`),
        }),
  } as Partial<Data>;
  const name = `${along}axis` as const;
  const { subtitle } = (figure.layout.title ?? {}) as { subtitle?: { text?: string } };
  const told = `${(subtitle?.text ?? '').replace(/\.$/, '')}; grey: all records${cut ? ', bars cut off' : ''}`;
  return {
    ...figure,
    data: [behind, { ...bars, ...labels, showlegend: false } as Partial<Data>, ...others],
    layout: {
      ...figure.layout,
      barmode: 'overlay',
      title: { ...(figure.layout.title as object), subtitle: { ...subtitle, text: told } },
      [name]: {
        ...figure.layout[name],
        ...(cut && { range: [0, MAX_TIMES_HIGHER * top], rangemode: 'normal' }),
      } as Layout['xaxis'],
    },
  };
}

/** Rows of a ranking of all records, those that pass first, with what passes of each: nothing of the others. */
export function rowsOfAll<Row extends { readonly records: number }, Key>(
  kept: readonly Row[],
  all: readonly Row[],
  keyOf: (row: Row) => Key,
  nothing: Partial<Row>,
): readonly Row[] {
  const passing = new Set(kept.map(keyOf));
  return [
    ...kept,
    ...all.filter((row) => !passing.has(keyOf(row))).map((row) => ({ ...row, records: 0, ...nothing })),
  ];
}

/**
 * The numbers of all records for the bars of a ranking.
 *
 * @param keys of the bars; of a bar more, all other rows together
 */
export function valuesOf<Row extends { readonly records: number }, Key>(
  all: readonly Row[],
  keyOf: (row: Row) => Key,
  keys: readonly Key[],
  bars: number,
): readonly number[] {
  const records = new Map(all.map((row) => [keyOf(row), row.records]));
  const named = keys.map((key) => records.get(key) ?? 0);
  const rest = all.reduce((sum, row) => sum + row.records, 0) - named.reduce((sum, value) => sum + value, 0);
  return bars > keys.length ? [...named, rest] : named;
}
