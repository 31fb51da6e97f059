import type { ColorBar, Data, Layout } from 'plotly.js';

/** CSS pixels of a drawing below which it is a telephone's. */
export const SMALL_WIDTH = 480;

/** A map beside another figure is as low as it is narrow. */
export function fitMap(layout: Partial<Layout>, width: number): Partial<Layout> {
  return layout.geo ? { ...layout, height: Math.min(layout.height ?? 450, Math.round(0.6 * width)) } : layout;
}

/** On a telephone the legend stands below, and a map is as low as it is narrow. */
export function fitSmall(layout: Partial<Layout>): Partial<Layout> {
  const { legend, margin, geo, height = 450 } = layout;
  const below = legend && {
    legend: { ...legend, x: 0, xanchor: 'left' as const, y: -0.25, yanchor: 'top' as const },
    margin: { ...margin, b: 120 },
  };
  const tall = height + (legend ? 70 : 0);
  return { ...layout, ...below, height: geo ? Math.min(tall, 300) : tall };
}

/** A trace whose bar of colours lies below the drawing. */
export function horizontalColorBar(trace: Partial<Data>): Partial<Data> {
  const lie = (bar: Partial<ColorBar>) => ({
    ...bar,
    orientation: 'h',
    x: 0.5,
    y: 0,
    xanchor: 'center',
    yanchor: 'top',
    len: 0.9,
  });
  const { colorbar, marker } = trace as {
    colorbar?: Partial<ColorBar>;
    marker?: { colorbar?: Partial<ColorBar> };
  };
  if (colorbar) return { ...trace, colorbar: lie(colorbar) } as Partial<Data>;
  if (!marker?.colorbar) return trace;
  return { ...trace, marker: { ...marker, colorbar: lie(marker.colorbar) } } as Partial<Data>;
}
