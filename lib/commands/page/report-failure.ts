import { isCellError } from '../../jupyter/export/cell-error.js';

/**
 * Says on standard error why a command that executes a notebook failed, and makes the process exit with 1:
 * what the user gave wrong in one line, a failed cell with its traceback, a defect with its stack.
 */
export function reportFailure(error: Error): void {
  if (error.name === 'InputError') console.error(error.message);
  else if (isCellError(error) && error.ename === 'InputError') console.error(error.evalue);
  else if (error.name === 'AbortError') console.error('Stopped; nothing was written.');
  else if (isCellError(error)) console.error(`${error.traceback}\n\n${error.message}`);
  else console.error(error.stack);
  process.exitCode = 1;
}
