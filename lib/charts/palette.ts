/**
 * Colours that people with any colour vision tell apart (Okabe & Ito 2008, https://jfly.uni-koeln.de/color/), without
 * the black and the yellow, which vanish on a dark or a white ground.
 */
export const PALETTE = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#56B4E9', '#E69F00'] as const;

/** For what is neither good nor bad: all the rest, the unknown. Readable on white and on black alike. */
export const GREY = '#767676';

/** Lines and areas that should be seen behind the data, on any ground. */
export const FAINT = 'rgba(128, 128, 128, 0.25)';
