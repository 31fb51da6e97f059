import type { Layout, LayoutAxis, Template } from 'plotly.js';

const INK = {
  light: { text: '#1c2128', line: '#8c959f', grid: '#e4e8ec' },
  dark: { text: '#e4e8ec', line: '#7d8792', grid: '#2d353e' },
} as const;
const CLEAR = 'rgba(0,0,0,0)';
/** Heights in CSS pixels that plotly.js and the house's figures take for granted. */
const DEFAULTS = { height: 450, top: 100, title: 22, subtitle: 17, above: 15, minTop: 24 };

/**
 * The layout without what the page itself has, title and slider, and without the room that the title took, in
 * the colours of the page: text, axes and grid take them, the colours of the data stay.
 */
export function pageLayout(layout: Partial<Layout>, scheme: keyof typeof INK): Partial<Layout> {
  const ink = INK[scheme];
  const own = untitled(structuredClone(layout));
  const axis = { gridcolor: ink.grid, zerolinecolor: ink.line, linecolor: ink.line, tickcolor: ink.line };
  for (const [key, part] of Object.entries(own)) {
    if (/^[xy]axis\d*$/.test(key)) Object.assign(part as Partial<LayoutAxis>, axis);
    if (/^geo\d*$/.test(key)) Object.assign(part as object, { bgcolor: CLEAR });
  }
  const { layout: base } = (own.template ?? {}) as Template;
  return {
    ...own,
    font: { ...own.font, color: ink.text },
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    template: {
      ...own.template,
      layout: { ...base, xaxis: { ...base?.xaxis, ...axis }, yaxis: { ...base?.yaxis, ...axis } },
    },
    modebar: { bgcolor: CLEAR, color: ink.line, activecolor: ink.text },
    uirevision: 'zoom survives a change of colours',
  };
}

function untitled({ title, sliders: _, ...layout }: Partial<Layout>): Partial<Layout> {
  const lines = (text: string | undefined) => (text ? text.split('<br>').length : 0);
  const { text, subtitle } = typeof title === 'object' ? title : { text: title };
  const top = layout.margin?.t ?? DEFAULTS.top;
  const took = DEFAULTS.above + DEFAULTS.title * lines(text) + DEFAULTS.subtitle * lines(subtitle?.text);
  const t = Math.max(DEFAULTS.minTop, top - took);
  return {
    ...layout,
    height: (layout.height ?? DEFAULTS.height) - (top - t),
    margin: { ...layout.margin, t },
  };
}
