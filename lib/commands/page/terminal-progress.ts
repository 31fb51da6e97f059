import type { Progress } from '../../progress/long-operation.js';

/**
 * Writes the progress of an operation to standard error: in a terminal on one line that changes, otherwise
 * one line a step.
 *
 * @param title what is being done, such as "Executing the notebook"
 */
export function terminalProgress(title: string): {
  readonly show: (progress: Progress) => void;
  readonly end: () => void;
} {
  const live = process.stderr.isTTY;
  let shown = false;
  return {
    show: ({ done, total, unit }) => {
      const line = `${title}: ${unit.replace(/s$/, '')} ${done} of ${total} …`;
      process.stderr.write(live ? `\r\u001b[K${line}` : `${line}\n`);
      shown = true;
    },
    end: () => {
      if (live && shown) process.stderr.write('\r\u001b[K');
    },
  };
}
