import { setImmediate } from 'node:timers/promises';

/** How long a computation may hold the event loop, in milliseconds: what an engine does meanwhile waits for its turns. */
const MAX_HOLD_MS = 5;

/**
 * Lets displays and interrupts through during a long computation: returns a function that yields to the event
 * loop when the last time is over 5 ms ago, and at other times costs next to nothing.
 */
export function makeYieldToEventLoop(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < MAX_HOLD_MS) return;
    await setImmediate();
    last = performance.now();
  };
}
