'use strict';
// Every npm script starts here: check Node, set up what is missing, run lib/commands/NAME.ts.
// This file must parse under any Node of the last ten years, so that an old one can be told what it lacks;
// therefore no newer syntax and no require() before the check.

const needed = [20, 19];
const version = process.versions.node.split('.').map(Number);

if (version[0] < needed[0] || (version[0] === needed[0] && version[1] < needed[1])) {
  console.error(
    'Node 20.19 or newer is needed, and this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '): install a current one from https://nodejs.org and run the command again.',
  );
  process.exitCode = 1;
} else {
  require('./setup/set-up-and-run.cjs').setUpAndRun(process.argv[2], process.argv.slice(3));
}
