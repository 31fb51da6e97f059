/**
 * Seconds of one slice: the world is made slice by slice, so that memory stays bounded. It is the longest
 * window, so a window lies in one slice.
 */
export const SLICE = 600;
