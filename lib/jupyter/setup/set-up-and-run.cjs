'use strict';
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { root } = require('./paths.cjs');
const { setUp } = require('./set-up.cjs');
const { SetUpError } = require('./set-up-error.cjs');

/**
 * Commands that wait for a notebook most of the time. They run in the process that set up, and are given tsx without what
 * ES modules need: that is two processes, 100 MB and half a second less.
 */
const IN_THIS_PROCESS = ['report', 'evaluate', 'compare'];

function runHere(file, args) {
  process.chdir(root);
  process.argv.splice(1, process.argv.length, file, ...args);
  require('tsx/cjs');
  require(file);
}

/** Start the command in a Node of its own, hand signals on, and end as it ends. */
function run(file, args) {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the child by itself; a second one would mean "at once" to Jupyter.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (os.constants.signals[signal] ?? 0);
  });
}

/**
 * Set up what is missing, then run the command; failures of set-up are one line and exit code 1.
 *
 * @param {string | undefined} name a file of lib/commands, without its ending
 * @param {readonly string[]} args passed on as they are
 */
async function setUpAndRun(name, args) {
  const commands = path.join(root, 'lib', 'commands');
  const names = fs.readdirSync(commands).flatMap((file) => /^(\w+)\.ts$/.exec(file)?.[1] ?? []);
  if (!names.includes(name)) {
    console.error(`There is no command "${name}": the commands are ${names.join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  try {
    await setUp();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  process.env.INIT_CWD ||= process.cwd();
  const start = IN_THIS_PROCESS.includes(name) ? runHere : run;
  start(path.join(commands, `${name}.ts`), args);
}

module.exports = { setUpAndRun };
