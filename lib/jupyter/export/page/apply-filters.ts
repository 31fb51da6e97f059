import type { PlotlyHTMLElement, PlotMouseEvent } from 'plotly.js';
import { drawFigure } from './draw-figure.js';
import type { OtherFigure, PageFigure } from './page-figure.js';
import { announceThreshold, sliderOf } from './threshold-control.js';

/** Text as Plotly would draw it, as text of the page. */
const plainText = (text: string) =>
  text.replaceAll('<br>', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/**
 * The script of the filters has another figure for this place (`figure`; none: as it was), and hears what is
 * clicked (`mark`).
 */
export function applyFilters(figure: PageFigure): void {
  const { chart, plot, caption, subtitle, spec } = figure;
  const before = {
    title: caption.textContent,
    subtitle: subtitle?.textContent ?? '',
    said: plot.dataset.description ?? '',
  };
  chart.addEventListener('figure', (event) => {
    const { detail: other } = event as CustomEvent<OtherFigure | null>;
    figure.spec = other ?? spec;
    plot.dataset.description = other?.description ?? before.said;
    caption.textContent = other?.title ?? before.title;
    if (subtitle) subtitle.textContent = other ? subtitleOf(other) : before.subtitle;
    const slider = sliderOf(spec);
    if (figure.at !== undefined && slider) announceThreshold(slider.name);
    figure.at = undefined;
    figure.resetSlider?.();
    // Set by the template for the figure as it was.
    plot.style.minHeight = '0';
    drawFigure(figure);
  });
  // Not there where the figure could not be drawn.
  (plot as Partial<PlotlyHTMLElement>).on?.('plotly_click', ({ points: [point] }: PlotMouseEvent) => {
    const { pointNumber: place, customdata: data } = point!;
    const { meta } = figure.spec.layout;
    chart.dispatchEvent(new CustomEvent('mark', { detail: { place, data, meta } }));
  });
}

function subtitleOf({ layout: { title } }: OtherFigure): string {
  return plainText((typeof title === 'object' && title.subtitle?.text) || '');
}
