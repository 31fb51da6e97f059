import type { Layout } from 'plotly.js';
import { make } from '../../../report/browser/make.js';
import type { FigureSpec, PageFigure } from './page-figure.js';
import { plotly } from './plotly.js';

/** A slider, as `thresholdSlider` makes it. */
interface ThresholdSlider {
  readonly name: string;
  readonly active: number;
  readonly currentvalue: { readonly prefix: string };
  readonly steps: readonly {
    readonly label: string;
    readonly value: string;
    readonly args: readonly [object, { readonly 'title.text': string }];
  }[];
}

/** The slider of a figure; none where its records have no scores. */
export function sliderOf({ layout }: FigureSpec): ThresholdSlider | undefined {
  return layout.sliders?.[0] as ThresholdSlider | undefined;
}

/**
 * Puts a figure at a step of its slider: bars and line, the words above, and the tables that have its column.
 */
export async function moveThreshold({ plot, caption, spec }: PageFigure, place: number): Promise<void> {
  const slider = sliderOf(spec);
  const step = slider?.steps[place];
  if (!slider || !step) return;
  const [data, { 'title.text': title, ...layout }] = step.args;
  await plotly().update(plot, data, layout as Partial<Layout>);
  caption.textContent = title.replaceAll('<br>', ' ');
  announceThreshold(slider.name, Number(step.value));
}

/** Tells the tables which have this column of scores; without a value they show all rows again. */
export function announceThreshold(column: string, value?: number): void {
  document.dispatchEvent(new CustomEvent('threshold', { detail: { column, value } }));
}

/** A figure's slider as a control of the page, which the keyboard moves as well. */
export function addThresholdControl(figure: PageFigure): void {
  const initial = sliderOf(figure.spec);
  if (!initial) return;
  const value = make('output', {});
  const range = make('input', { type: 'range', min: '0' });
  const label = make('label', { className: 'threshold', textContent: initial.currentvalue.prefix });
  const updateText = () => {
    value.textContent = sliderOf(figure.spec)?.steps[range.valueAsNumber]?.label ?? '';
    range.setAttribute('aria-valuetext', value.textContent);
  };
  range.addEventListener('input', () => {
    figure.at = range.valueAsNumber;
    updateText();
    moveThreshold(figure, figure.at);
  });
  /** As the figure has it: of other records there are other steps, or none. */
  figure.resetSlider = () => {
    const slider = sliderOf(figure.spec);
    label.hidden = slider === undefined;
    if (slider === undefined) return;
    range.max = String(slider.steps.length - 1);
    range.value = String(slider.active);
    updateText();
  };
  figure.resetSlider();
  label.append(range, value);
  figure.plot.before(label);
}
