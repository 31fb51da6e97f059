import { setImmediate } from 'node:timers/promises';

/** Milliseconds that a computation may hold the event loop, for which asynchronous work of an engine has to wait. */
const MAX_HOLD_MS = 5;

/**
 * Returns a function that yields to the event loop if the last yield was more than 5 ms ago, so that displays and interrupts work
 * during a long computation. Calls in between cost almost nothing.
 *
 * @example
 * const yieldToEventLoop = eventLoopYielder();
 * for (let row = 0; row < 1e6; row++) await yieldToEventLoop();
 */
export function eventLoopYielder(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < MAX_HOLD_MS) return;
    await setImmediate();
    last = performance.now();
  };
}
