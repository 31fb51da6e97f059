import type { DuckDBConnection } from '@duckdb/node-api';
import type { LongOperation } from '../progress/long-operation.js';

/** Milliseconds before progress is reported: short queries need none. */
const FIRST_PROGRESS_MS = 2000;
const PROGRESS_EVERY_MS = 250;
/** DuckDB ignores an interrupt between two queries or before one has begun, so it is repeated until the work ends. */
const INTERRUPT_EVERY_MS = 50;

/**
 * Runs work on an engine that its signal can stop, and reports progress after two seconds. Clean-up, such as dropping a temporary
 * table, belongs after this call, since every query in `work` is interrupted once the signal has fired.
 *
 * @param note what is being done, shown next to the percentage
 * @throws the signal's reason when it was stopped
 *
 * @example
 * await runInterruptible(connection, 'counting', { signal }, () => connection.run('select count(*) from range(1e12::bigint)'));
 */
export async function runInterruptible<Result>(
  connection: DuckDBConnection,
  note: string,
  { signal, onProgress }: LongOperation,
  work: () => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  let interrupts: NodeJS.Timeout | undefined;
  const stop = () => {
    connection.interrupt();
    interrupts = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  signal?.addEventListener('abort', stop, { once: true });
  const started = performance.now();
  let reported = false;
  const timer =
    onProgress &&
    setInterval(() => {
      if (performance.now() - started < FIRST_PROGRESS_MS) return;
      const { percentage } = connection.progress;
      reported = true;
      onProgress({ done: Math.max(0, Math.round(percentage)), total: 100, unit: '%', note });
    }, PROGRESS_EVERY_MS);
  try {
    const result = await work();
    // The engine may never report 100 % itself.
    if (reported) onProgress?.({ done: 100, total: 100, unit: '%', note });
    return result;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
    clearInterval(interrupts);
    signal?.removeEventListener('abort', stop);
  }
}
