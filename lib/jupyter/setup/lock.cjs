'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { explain } = require('./explain.cjs');
const { root } = require('./paths.cjs');

const file = path.join(root, '.cache', 'set-up.lock');
const refreshEvery = 5_000;
const staleAfter = 60_000;

/** The holder's process id, or undefined where nobody alive holds the lock. */
function holder() {
  try {
    const pid = Number(fs.readFileSync(file, 'utf8'));
    // A process id may have been given to another program meanwhile: a lock that is no longer refreshed is dead too.
    if (Date.now() - fs.statSync(file).mtimeMs > staleAfter) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === 'EPERM' ? -1 : undefined;
  }
}

function take() {
  try {
    if (!fs.existsSync(path.dirname(file))) fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw explain('Preparing set-up', error.message, { where: root });
  }
}

/**
 * Do the work while no other set-up of this folder runs; a lock that a dead process left is ignored.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what the work returns
 */
async function withLock(work) {
  let told = false;
  while (!take()) {
    const pid = holder();
    if (pid === undefined) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!told) process.stderr.write(`Waiting for the set-up that process ${pid} is doing …\n`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const refresh = setInterval(() => fs.utimesSync(file, new Date(), new Date()), refreshEvery);
  try {
    return await work();
  } finally {
    clearInterval(refresh);
    fs.rmSync(file, { force: true });
  }
}

module.exports = { withLock };
