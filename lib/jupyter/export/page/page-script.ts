import { applyFilters } from './apply-filters.js';
import { dark, drawFigure } from './draw-figure.js';
import { followReading, markScrollable } from './page-contents.js';
import { pageFigures } from './page-figure.js';
import { addThresholdControl } from './threshold-control.js';

// The script of every exported page, after plotly.js, bundled by lib/jupyter/setup/bundles.cjs: draws the
// figures in the reader's colours and keeps them so.

const figures = pageFigures();
const drawAll = (onPaper = false) => Promise.all(figures.map((figure) => drawFigure(figure, onPaper)));

async function start(): Promise<void> {
  for (const figure of figures) addThresholdControl(figure);
  followReading();
  await drawAll();
  for (const figure of figures) applyFilters(figure);
  markScrollable();
  document.documentElement.dataset.drawn = String(figures.length);
}

dark.addEventListener('change', () => drawAll());
addEventListener('beforeprint', () => drawAll(true));
addEventListener('afterprint', () => drawAll());
addEventListener('resize', markScrollable);
document.addEventListener('toggle', markScrollable, true);
start().catch(console.error);
