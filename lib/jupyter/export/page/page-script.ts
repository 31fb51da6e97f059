import { applyFilters, hearPointer } from './apply-filters.js';
import { dark, drawFigure } from './draw-figure.js';
import { followReading, markScrollable } from './page-contents.js';
import { addPageControls } from './page-controls.js';
import { type PageFigure, pageFigures } from './page-figure.js';
import { addThresholdControl } from './threshold-control.js';

// The script of every exported page, after plotly.js, bundled by lib/jupyter/setup/bundles.cjs: draws the
// figures in the reader's colours and keeps them so.

const figures = pageFigures();
const drawAll = (onPaper = false) => Promise.all(figures.map((figure) => drawFigure(figure, onPaper)));

/** Which figures are in sight now. */
const inSight = ({ chart }: PageFigure) => {
  const { top, bottom } = chart.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};

/** How many marks a figure has, about. */
const marks = ({ spec }: PageFigure) =>
  spec.data.reduce((sum, trace) => sum + ((trace as { x?: readonly unknown[] }).x?.length ?? 0), 0);

/** Fulfilled when the page has nothing else to do, or soon. */
const idle = () => new Promise((done) => requestIdleCallback(done, { timeout: 200 }));

async function start(): Promise<void> {
  for (const figure of figures) {
    addThresholdControl(figure);
    applyFilters(figure);
  }
  addPageControls(() => void drawAll());
  followReading();
  // Those in sight first, so that the page answers before the others are drawn, one by one, thousands of dots last.
  const seen = new Set(figures.filter(inSight));
  const others = figures.filter((figure) => !seen.has(figure)).sort((a, b) => marks(a) - marks(b));
  for (const figure of [...seen, ...others]) {
    if (!seen.has(figure)) await idle();
    await drawFigure(figure);
    hearPointer(figure);
  }
  markScrollable();
  document.documentElement.dataset.drawn = String(figures.length);
}

dark.addEventListener('change', () => drawAll());
addEventListener('beforeprint', () => drawAll(true));
addEventListener('afterprint', () => drawAll());
addEventListener('resize', markScrollable);
document.addEventListener('toggle', markScrollable, true);
start().catch(console.error);
