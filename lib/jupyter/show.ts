import type { DataFrame } from 'danfojs-node';
import type { Figure } from '../charts/figure.js';
import { figureTable } from '../charts/figure-table.js';
import { html, render } from '../text/html.js';
import type { HtmlBlock } from '../text/html-block.js';
import { withTimes } from '../text/time-markup.js';
import { visible } from '../text/visible.js';
import { dataFrameTable, isDataFrame } from './data-frame-table.js';
import { kernelLink } from './kernel-link.js';

const hasFields = (value: unknown, ...names: string[]): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && names.every((name) => Object.hasOwn(value, name));

const isFigure = (value: unknown): value is Figure =>
  hasFields(value, 'title', 'description', 'data', 'layout', 'config', 'table') && Array.isArray(value.data);

const isHtmlBlock = (value: unknown): value is HtmlBlock =>
  hasFields(value, 'html', 'text') && typeof value.html === 'string' && typeof value.text === 'string';

/** Typed arrays as plain ones and big integers as numbers: JSON knows neither. */
function forJson(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Float64Array);
  return typeof value === 'bigint' ? Number(value) : value;
}

/** JupyterLab sets what stands between dollar signs as a formula, also in a text that a client sent; not in this class. */
const noMath = (markup: string): string => `<div class="mathjax_ignore">${markup}</div>`;

function showFigure(figure: Figure): void {
  const { title, description, data, layout, config } = figure;
  const kernel = kernelLink();
  const plotly: unknown = JSON.parse(JSON.stringify({ data, layout, config }, forJson));
  const text = `${visible(title, 1000)}\n${visible(description, 5000)}`;
  kernel.display({ data: { 'application/vnd.plotly.v1+json': plotly, 'text/plain': text } });
  const behind = figureTable(figure);
  const summary = render(html`<summary>Data behind this figure</summary>`);
  kernel.display({
    data: {
      'text/html': noMath(
        `<details>${summary}${render(html`<p>${withTimes(visible(description, 5000))}</p>`)}${behind.html}</details>`,
      ),
      'text/plain': behind.text,
    },
  });
}

/** Shows a figure, block or DataFrame; returns false for other values. */
function showKnown(value: unknown): boolean {
  if (isFigure(value)) showFigure(value);
  else if (isDataFrame(value)) showKnown(dataFrameTable(value));
  else if (isHtmlBlock(value))
    kernelLink().display({
      data: {
        'text/html': noMath(value.html),
        'text/plain': value.text,
        ...(value.markdown !== undefined && { 'text/markdown': value.markdown }),
      },
    });
  else return false;
  return true;
}

/**
 * Shows a figure with the table of its numbers folded below it, a block such as a table, or a Danfo
 * DataFrame, in the running cell; outside a kernel its text is written to standard output. The last
 * expression of a cell is shown without `show`.
 *
 * @throws TypeError when the value is none of these
 *
 * @example
 * show(table([{ protocol: 'HTTPS', records: 282 }]));
 */
export function show(value: Figure | HtmlBlock | DataFrame): void {
  if (!showKnown(value))
    throw new TypeError(
      'show() takes a figure, a DataFrame, or a block with `html` and `text`, such as table() makes.',
    );
}

kernelLink().show = showKnown;
