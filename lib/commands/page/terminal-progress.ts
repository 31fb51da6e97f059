import type { Progress } from '../../progress/long-operation.js';

/**
 * Says on standard error how far an operation is: on one line that changes in a terminal, a line a step elsewhere.
 *
 * @param doing what is being done, such as "Executing the notebook"
 */
export function terminalProgress(doing: string): {
  readonly show: (progress: Progress) => void;
  readonly end: () => void;
} {
  const live = process.stderr.isTTY;
  let shown = false;
  return {
    show: ({ done, total, unit }) => {
      const line = `${doing}: ${unit.replace(/s$/, '')} ${done} of ${total} …`;
      process.stderr.write(live ? `\r\u001b[K${line}` : `${line}\n`);
      shown = true;
    },
    end: () => {
      if (live && shown) process.stderr.write('\r\u001b[K');
    },
  };
}
