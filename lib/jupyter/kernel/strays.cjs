'use strict';
const { failureOf, tracebackOf } = require('./traceback.cjs');

/**
 * Failures that no code waits for: a rejected promise that nobody awaits, an exception in a timer. They fail the cell
 * they belong to while it runs. Later they are written into that cell's output, and to the kernel's own standard error,
 * where a run without a screen shows them. The kernel lives on.
 *
 * @param {import('./session.cjs').Session} session
 * @param {(text: string) => unknown} writeOutside writes to the kernel's own standard error
 */
function catchStrays(session, writeOutside) {
  const report = (kind, problem) => {
    const { cell } = session;
    const failure = failureOf({ problem }, cell);
    const where = cell ? `by cell ${cell.number}, after it had ended` : 'outside any cell';
    const text = `${kind} ${where}:\n${tracebackOf(failure)}\n`;
    cell?.write('stderr', text);
    writeOutside(text);
  };
  const take = (kind, promise, problem) => {
    const { cell } = session;
    if (cell && !cell.ended) cell.failStray(promise, problem);
    else report(kind, problem);
  };
  process.on('unhandledRejection', (reason, promise) =>
    take('A promise that nobody awaits was rejected', promise, reason),
  );
  process.on('rejectionHandled', (promise) => session.cell?.forgive(promise));
  process.on('uncaughtException', (error) => take('An exception that nobody caught was thrown', {}, error));
}

module.exports = { catchStrays };
