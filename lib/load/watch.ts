import type { DuckDBConnection } from '@duckdb/node-api';
import type { LongOperation } from '../progress/long-operation.js';

/** Nobody needs to see the progress of something that is over in a blink. */
const QUIET_MS = 2000;
const EVERY_MS = 250;

/**
 * Runs work on an engine so that it can be stopped and says how far it is after two seconds.
 *
 * @throws the signal's reason when it was stopped
 */
export async function watch<Result>(
  connection: DuckDBConnection,
  note: string,
  { signal, onProgress }: LongOperation,
  work: () => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const stop = () => connection.interrupt();
  signal?.addEventListener('abort', stop);
  const started = performance.now();
  const timer =
    onProgress &&
    setInterval(() => {
      if (performance.now() - started < QUIET_MS) return;
      const { percentage } = connection.progress;
      onProgress({ done: Math.max(0, Math.round(percentage)), total: 100, unit: '%', note });
    }, EVERY_MS);
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}
