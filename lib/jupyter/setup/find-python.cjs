'use strict';
const { spawnSync } = require('node:child_process');
const { windows } = require('./paths.cjs');
const { SetUpError } = require('./set-up-error.cjs');

const minors = [14, 13, 12, 11, 10];
const names = windows
  ? [['py', '-3'], ['python'], ['python3']]
  : [['python3'], ['python'], ...minors.map((n) => [`python3.${n}`])];
const probe = `
import sys
try:
    import venv, ensurepip
    complete = 1
except ImportError:
    complete = 0
print(*sys.version_info[:3], complete, sys.executable)
`;

/**
 * The first Python on the PATH that can make a virtual environment.
 *
 * @param {number} minor the oldest Python 3 that will do, such as 10 for Python 3.10
 * @returns {string} absolute path of the interpreter
 * @throws {SetUpError} where there is none, or it came without venv or ensurepip
 */
function findPython(minor) {
  const pythons = [];
  for (const [file, ...args] of names) {
    const { status, stdout } = spawnSync(file, [...args, '-c', probe], { encoding: 'utf8', timeout: 20_000 });
    const match = status === 0 && /^(\d+) (\d+) (\d+) ([01]) (.+)$/m.exec(stdout);
    if (!match) continue;
    const [, major, minorVersion, patch, complete, where] = match;
    const recent = Number(major) === 3 && Number(minorVersion) >= minor;
    if (recent && complete === '1') return where;
    pythons.push({ recent, version: `${major}.${minorVersion}.${patch}`, where });
  }
  const bare = pythons.find((python) => python.recent);
  if (bare)
    throw new SetUpError(
      `Python ${bare.version} (${bare.where}) came without its venv module: install it (Debian and Ubuntu: apt install python3-venv) and run the command again.`,
    );
  const had = pythons[0]
    ? `, and only Python ${pythons[0].version} (${pythons[0].where}) was found`
    : ' on the PATH';
  throw new SetUpError(
    `Python 3.${minor} or newer is needed${had}: install a current one from https://www.python.org and run the command again.`,
  );
}

module.exports = { findPython };
