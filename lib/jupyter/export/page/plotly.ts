/** plotly.js, which the page holds as a script before this one. */
export const plotly = (): typeof import('plotly.js') =>
  (globalThis as unknown as { Plotly: typeof import('plotly.js') }).Plotly;
