/**
 * Colours that people with any colour vision can distinguish (Okabe & Ito 2008,
 * https://jfly.uni-koeln.de/color/), without black and yellow, which are invisible on a dark or a white
 * background.
 */
export const PALETTE = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#56B4E9', '#E69F00'] as const;

/** Neutral colour for other and unknown values, readable on white and on black. */
export const GREY = '#767676';

/** Lines and areas behind the data, on any background. */
export const FAINT = 'rgba(128, 128, 128, 0.25)';

/** Colours of severities, which stand out from the data on white and on black. */
export const SEVERITY_COLOURS = {
  high: '#D11A2A',
  medium: '#B86E00',
  low: '#5F7C8A',
  info: GREY,
} as const;
