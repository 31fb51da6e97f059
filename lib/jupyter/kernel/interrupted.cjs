'use strict';

/** Why a cell failed that was interrupted. An `AbortError` by nature, so that code which waits for one knows it. */
class Interrupted extends Error {
  constructor() {
    super('the cell was interrupted; what earlier cells made is kept.');
    this.name = 'Interrupted';
  }
}

/**
 * Whether an error came from interrupting a cell.
 *
 * @param {unknown} error
 * @param {boolean} aborted whether the cell's signal was aborted, so that an `AbortError` is ours
 */
function isInterruption(error, aborted) {
  if (error instanceof Interrupted || error?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return true;
  return aborted && (error?.name === 'AbortError' || error?.message === 'Interrupted asynchronously');
}

module.exports = { Interrupted, isInterruption };
