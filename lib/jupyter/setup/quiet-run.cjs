'use strict';
const { spawn } = require('node:child_process');
const { alsoHeldBy } = require('./lock.cjs');

/**
 * Run a program with its output kept back, saying on standard error what is being done and for how long.
 *
 * @param {string} doing shown to the user, such as "Installing the npm packages"
 * @param {string} file the program; no shell is involved
 * @param {readonly string[]} args its arguments
 * @param {import('node:child_process').SpawnOptions} [options] working directory and environment
 * @returns {Promise<{ code: number, output: string }>} its exit code and everything it printed
 */
function quietRun(doing, file, args, options = {}) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const live = process.stderr.isTTY;
  process.stderr.write(live ? `${doing} …` : `${doing} …\n`);
  const ticker = setInterval(
    () => process.stderr.write(live ? `\r${doing} … ${seconds()} s` : `${doing} … ${seconds()} s\n`),
    live ? 1000 : 20_000,
  );
  return new Promise((resolve) => {
    let output = '';
    const finish = (code) => {
      clearInterval(ticker);
      process.stderr.write(
        `${live ? '\r' : ''}${doing}: ${code === 0 ? 'done' : 'failed'} after ${seconds()} s\n`,
      );
      resolve({ code, output });
    };
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid) alsoHeldBy(child.pid);
    const keep = (chunk) => {
      output = (output + chunk).slice(-200_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      keep(error.message);
      finish(1);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

module.exports = { quietRun };
