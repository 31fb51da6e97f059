import type { Config, Data, Layout } from 'plotly.js';

/** What a figure of the page shows. */
export interface FigureSpec {
  readonly data: readonly Partial<Data>[];
  readonly layout: Partial<Layout>;
  readonly config?: Partial<Config>;
}

/** A figure that the filters put into the place of another. */
export interface OtherFigure extends FigureSpec {
  /** Plain text. */
  readonly title: string;
  readonly description: string;
}

/** A figure of the page, and what it is made of. */
export interface PageFigure {
  readonly chart: Element;
  /** Where plotly.js draws. */
  readonly plot: HTMLElement;
  readonly caption: Element;
  readonly subtitle: Element | null;
  /** What it shows now. */
  spec: FigureSpec;
  /** Made once: for another one plotly.js draws anew from nothing, and then once more. */
  config?: Partial<Config>;
  /** The step that the reader moved its slider to. */
  at?: number | undefined;
  /** Puts its slider where the figure has it. */
  resetSlider?: () => void;
  /** Fulfilled when all requested drawing is done. */
  drawn?: Promise<void>;
}

/** Finds a page's figures. */
export function pageFigures(): readonly PageFigure[] {
  return [...document.querySelectorAll('.chart')].map((chart) => ({
    plot: chart.querySelector<HTMLElement>('.plot')!,
    chart,
    caption: chart.querySelector('figcaption strong')!,
    subtitle: chart.querySelector('figcaption span'),
    spec: JSON.parse(chart.querySelector('script')!.textContent ?? '') as FigureSpec,
  }));
}
