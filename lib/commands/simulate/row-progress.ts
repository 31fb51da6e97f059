import { SingleBar } from 'cli-progress';
import type { Progress } from '../../progress/long-operation.js';

/**
 * Says on standard error how many rows are written: a bar in a terminal, otherwise a line at each tenth.
 *
 * @param rows number of all rows
 */
export function rowProgress(rows: number): {
  readonly show: (progress: Progress) => void;
  readonly end: () => void;
} {
  if (process.stderr.isTTY) {
    const format = 'Simulating {bar} {percentage}% of {total} rows, {eta_formatted} left';
    const bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true, stream: process.stderr });
    bar.start(rows, 0);
    return { show: ({ done }) => bar.update(done), end: () => bar.stop() };
  }
  let shown = 0;
  return {
    show: ({ done, total }) => {
      const tenths = Math.floor((done * 10) / total);
      // A run of a second needs no lines.
      if (tenths > shown && total >= 200_000) process.stderr.write(`Simulated ${done} of ${total} rows …\n`);
      shown = tenths;
    },
    end: () => undefined,
  };
}
