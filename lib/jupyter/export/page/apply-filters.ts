import type { PlotlyHTMLElement, PlotMouseEvent, PlotSelectionEvent } from 'plotly.js';
import { pageZone, putSentence } from '../../../report/browser/page-zone.js';
import { fromZone } from '../../../text/time-zone.js';
import { drawFigure } from './draw-figure.js';
import type { OtherFigure, PageFigure } from './page-figure.js';
import { isTouch, showFinding, tickAt } from './show-finding.js';
import { announceThreshold, sliderOf } from './threshold-control.js';

/** Text as Plotly would draw it, as text of the page. */
const plainText = (text: string) =>
  text.replaceAll('<br>', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/**
 * The script of the filters has another figure for this place (`figure`; none: as it was). It is drawn after
 * the one that is drawn now.
 */
export function applyFilters(figure: PageFigure): void {
  const { chart, plot, caption, subtitle, spec } = figure;
  const before = {
    title: caption.textContent ?? '',
    subtitle: subtitle?.textContent ?? '',
    said: plot.dataset.description ?? '',
  };
  putSentence(caption, before.title);
  if (subtitle) putSentence(subtitle, before.subtitle);
  chart.addEventListener('figure', (event) => {
    const { detail: other } = event as CustomEvent<OtherFigure | null>;
    figure.spec = other ?? spec;
    plot.dataset.description = other?.description ?? before.said;
    putSentence(caption, other?.title ?? before.title);
    if (subtitle) putSentence(subtitle, other ? subtitleOf(other) : before.subtitle);
    const slider = sliderOf(spec);
    if (figure.at !== undefined && slider) announceThreshold(slider.name);
    figure.at = undefined;
    figure.resetSlider?.();
    // Set by the template for the figure as it was.
    plot.style.minHeight = '0';
    drawFigure(figure);
  });
}

/** Milliseconds within which the click of a mouse that a browser makes up follows the tap. */
const MADE_UP_WITHIN = 1000;

/** Milliseconds within which two clicks are usually a double click. */
const DOUBLE_CLICK = 300;

/**
 * Tells the script of the filters what is clicked (`mark`) and which range is selected (`range`; null: none),
 * and shows the finding whose tick is clicked.
 *
 * @param figure drawn once
 */
export function hearPointer(figure: PageFigure): void {
  const { chart, plot } = figure;
  // Not there where the figure could not be drawn.
  const drawn = plot as Partial<PlotlyHTMLElement>;
  let touched = Number.NEGATIVE_INFINITY;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  drawn.on?.('plotly_click', ({ points, event }: PlotMouseEvent) => {
    // After a tap the browser makes up a click of a mouse at the same place.
    if (isTouch(event)) touched = event.timeStamp;
    else if (event.timeStamp - touched < MADE_UP_WITHIN) return;
    const [point] = points;
    const ids = tickAt(points, event);
    if (ids) showFinding(ids);
    if (ids || !point) return;
    const { pointNumber: place, customdata: data } = point;
    const { meta } = figure.spec.layout;
    const tell = () => chart.dispatchEvent(new CustomEvent('mark', { detail: { place, data, meta } }));
    if (chart.getAttribute('data-chart') !== 'overTime') tell();
    // The first of two clicks must not draw another figure under the pointer.
    else if (event.detail < 2) waiting = setTimeout(tell, DOUBLE_CLICK);
    else clear();
  });
  const clear = () => {
    clearTimeout(waiting);
    select(null);
  };
  const select = (range: readonly [number, number] | null) => {
    const { meta } = figure.spec.layout;
    chart.dispatchEvent(new CustomEvent('range', { detail: range && { range, meta } }));
  };
  drawn.on?.('plotly_selected', (selected?: PlotSelectionEvent) => {
    // Plotly.js writes times without a zone.
    const [from, to] = (selected?.range?.x ?? []).map((time) =>
      fromZone(Date.parse(`${String(time).replace(' ', 'T')}Z`), pageZone()),
    );
    if (from === undefined || to === undefined) return;
    select([Math.min(from, to), Math.max(from, to)]);
  });
  // Plotly.js misses double clicks while it draws: the browser's own count of clicks does not.
  drawn.on?.('plotly_doubleclick', clear);
}

function subtitleOf({ layout: { title } }: OtherFigure): string {
  return plainText((typeof title === 'object' && title.subtitle?.text) || '');
}
