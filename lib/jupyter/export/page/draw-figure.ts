import type { Config, Data, Layout } from 'plotly.js';
import { pageZone } from '../../../report/browser/page-zone.js';
import { zoneText } from '../../../text/split-times.js';
import type { PageFigure } from './page-figure.js';
import { pageLayout } from './page-layout.js';
import { pictureButton } from './picture-button.js';
import { plotly } from './plotly.js';
import { fitMap, fitSmall, horizontalColorBar, SMALL_WIDTH } from './small-screen.js';
import { moveThreshold } from './threshold-control.js';
import { zoneFigure } from './zone-figure.js';

/** CSS pixels that fit between the margins of A4 and of Letter. */
const PRINTED_WIDTH = 660;

/** Whether the page has dark colours. */
export const dark = matchMedia('(prefers-color-scheme: dark)');

/** Whether fingers point: then a drag scrolls the page. */
const touched = matchMedia('(pointer: coarse)');

/** What a drag over the figure does: on a timeline with filters it selects a time range. */
function dragMode({ chart }: PageFigure): Pick<Layout, 'dragmode' | 'selectdirection'> | undefined {
  if (touched.matches) return { dragmode: false } as Pick<Layout, 'dragmode' | 'selectdirection'>;
  const brushed =
    chart.getAttribute('data-chart') === 'overTime' && document.querySelector('.record-filters');
  return brushed ? { dragmode: 'select', selectdirection: 'h' } : undefined;
}

/** Draws a figure after its previous drawing: plotly.js cannot draw one figure twice at once. */
export function drawFigure(figure: PageFigure, onPaper = false): Promise<void> {
  figure.drawn = (figure.drawn ?? Promise.resolve()).then(() => drawNow(figure, onPaper));
  return figure.drawn;
}

const configured = (figure: PageFigure): Partial<Config> => ({
  responsive: true,
  ...figure.spec.config,
  showSendToCloud: false,
  displaylogo: false,
  modeBarButtonsToRemove: ['toImage'],
  modeBarButtonsToAdd: [pictureButton(figure, 'png'), pictureButton(figure, 'svg')],
});

async function drawNow(figure: PageFigure, onPaper: boolean): Promise<void> {
  const { plot } = figure;
  const spec = zoneFigure(figure.spec, pageZone());
  // The caption says all.
  plot.hidden = spec.data.length === 0;
  try {
    const layout = {
      ...pageLayout(spec.layout, dark.matches && !onPaper ? 'dark' : 'light'),
      ...dragMode(figure),
      uirevision: `zoom survives a change of colours, not one of the time zone: ${pageZone()}`,
      // What was selected is a filter by now.
      selections: [],
      selectionrevision: Math.random(),
    };
    const small = !onPaper && plot.clientWidth < SMALL_WIDTH;
    figure.config ??= configured(figure);
    await plotly().react(
      plot,
      (small ? spec.data.map(horizontalColorBar) : spec.data) as Data[],
      onPaper
        ? { ...layout, width: PRINTED_WIDTH, autosize: false }
        : small
          ? fitSmall(layout)
          : fitMap(layout, plot.clientWidth),
      figure.config,
    );
    if (figure.at !== undefined) await moveThreshold(figure, figure.at);
    // Set by the template for a figure of full width.
    if (small || layout.geo) plot.style.minHeight = '0';
    describe(plot);
  } catch (error) {
    plot.textContent = `This figure could not be drawn: ${(error as Error).message}`;
    console.error(error);
  }
}

/** Plotly stacks several drawings: to who cannot see them they are one picture, beside its buttons. */
function describe(plot: HTMLElement): void {
  const [first, ...others] = plot.querySelectorAll('.main-svg');
  first?.setAttribute('role', 'img');
  first?.setAttribute('aria-label', zoneText(plot.dataset.description ?? '', pageZone()));
  for (const other of others) other.setAttribute('aria-hidden', 'true');
  oneTabStop([...plot.querySelectorAll<HTMLElement>('.modebar-btn')]);
}

/** The buttons of a figure as one stop of the Tab key; arrows lead from one to the next. */
function oneTabStop(buttons: readonly HTMLElement[]): void {
  for (const [i, button] of buttons.entries()) {
    button.tabIndex = i === 0 ? 0 : -1;
    button.onkeydown = ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      if (step !== 0) buttons.at((i + step) % buttons.length)?.focus();
    };
  }
}
