import { setImmediate } from 'node:timers/promises';

/**
 * How long a computation may hold the event loop, in milliseconds: pending work of an engine waits that long
 * for its turn.
 */
const MAX_HOLD_MS = 5;

/**
 * Makes a function that yields to the event loop when 5 ms have passed since it last did, so that displays
 * and interrupts are handled during a long computation. At other times a call costs next to nothing.
 *
 * @returns a function to await in each round of a loop
 *
 * @example
 * const yieldToEventLoop = makeYieldToEventLoop();
 * for (let row = 0; row < 1_000_000; row++) await yieldToEventLoop();
 */
export function makeYieldToEventLoop(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < MAX_HOLD_MS) return;
    await setImmediate();
    last = performance.now();
  };
}
