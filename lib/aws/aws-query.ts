import { setTimeout as pause } from 'node:timers/promises';

const FIRST_PAUSE_MS = 200;

/**
 * Waits until a query that AWS runs has ended, with growing pauses. It is stopped there when nobody waits for it any more: it
 * would go on to scan, and to cost.
 *
 * @param look asks how it is; gives what is to be made of it once it has ended, and may throw to give it up
 * @param longestPause milliseconds
 */
export async function untilEnded<Result>(
  look: () => Promise<(() => Result) | undefined>,
  stop: () => Promise<unknown>,
  { longestPause, signal }: { readonly longestPause: number; readonly signal?: AbortSignal | undefined },
): Promise<Result> {
  let outcome: (() => Result) | undefined;
  try {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 1.5, longestPause)) {
      outcome = await look();
      if (outcome) return outcome();
      await pause(wait, undefined, { signal });
    }
  } finally {
    if (!outcome) await stop().catch(() => undefined);
  }
}
