'use strict';

const DISPLAY = Symbol.for('notebook.display');

/**
 * Gives `lib/jupyter/kernel-link.ts` what it needs of the kernel, under `globalThis[Symbol.for('notebook.kernel')]`.
 *
 * @param {import('./session.cjs').Session} session
 * @param {string} notebookFolder the folder of the notebook; cells themselves run at the repository root
 */
function linkKernel(session, notebookFolder) {
  const link = {
    notebookFolder,
    /** The signal of the cell that runs now; an interrupt aborts it. */
    get signal() {
      return session.cell?.signal ?? new AbortController().signal;
    },
    /** Shows a bundle of representations of one thing, or replaces what was shown under the same display_id. */
    display: (bundle, update = false) => session.cell?.display(bundle, update),
    /** Set by `lib/jupyter/show.ts`: shows values it knows and says whether it did. */
    show: undefined,
  };
  globalThis[Symbol.for('notebook.kernel')] = link;
  return {
    /** Shows the value of a cell's last expression. */
    present(value) {
      if (typeof value?.[DISPLAY] === 'function') value[DISPLAY]();
      else if (!link.show?.(value)) console.log(value);
    },
  };
}

module.exports = { linkKernel };
