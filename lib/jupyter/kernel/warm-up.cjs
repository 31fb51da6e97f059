'use strict';

const TICK = 1000;
/** Ticks without a cell after which nobody waits for the kernel. */
const QUIET = 3;

/**
 * Does something once, when no cell has run for some seconds: what the first completion would wait for.
 *
 * @param {import('./session.cjs').Session} session
 * @param {() => unknown} prepare
 */
function warmUp(session, prepare) {
  let quiet = 0;
  let latest;
  const look = () => {
    quiet = session.running || session.latest !== latest ? 0 : quiet + 1;
    latest = session.latest;
    if (quiet < QUIET) setTimeout(look, TICK);
    else prepare();
  };
  setTimeout(look, TICK);
}

module.exports = { warmUp };
