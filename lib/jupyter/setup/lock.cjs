'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { explain } = require('./explain.cjs');
const { root } = require('./paths.cjs');

const file = path.join(root, '.cache', 'set-up.lock');
const refreshEvery = 5_000;
const staleAfter = 60_000;
const orphanAfter = 600_000;

/**
 * The process that holds the lock, or undefined where nobody alive does: the set-up, or the npm or pip that a killed
 * set-up left at work. Process ids are given again, so that each also needs a lock that is young enough.
 */
function holder() {
  try {
    const [owner, program] = fs.readFileSync(file, 'utf8').split(' ').map(Number);
    const age = Date.now() - fs.statSync(file).mtimeMs;
    if (age < staleAfter && alive(owner)) return owner;
    if (age < orphanAfter && program && alive(program)) return program;
  } catch (error) {
    // Released between two looks at it.
    if (error.code !== 'ENOENT') throw error;
  }
  return undefined;
}

function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Keep the lock held for a program that may outlive this process. */
function alsoHeldBy(pid) {
  if (fs.existsSync(file)) fs.writeFileSync(file, `${process.pid} ${pid}`);
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
  let reported = false;
  while (!take()) {
    const pid = holder();
    if (pid === undefined) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!reported) process.stderr.write(`Waiting for the set-up that process ${pid} is doing …\n`);
    reported = true;
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

module.exports = { alsoHeldBy, withLock };
