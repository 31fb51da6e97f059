'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { explain } = require('./explain.cjs');
const { findPython } = require('./find-python.cjs');
const { pythonOf, root } = require('./paths.cjs');
const { quietRun } = require('./quiet-run.cjs');

/**
 * A Python environment of the project.
 *
 * @typedef {object} Environment
 * @property {string} folder absolute path
 * @property {string} requirements file with the pinned packages and their hashes
 * @property {number} minor the oldest Python 3 that will do
 * @property {string} doing what is said while packages are installed, such as "Installing JupyterLab"
 */

const stampOf = (folder) => path.join(folder, 'set-up.json');

/** A venv holds absolute paths and one Python's packages: moved or upgraded, it must be made anew. */
function stamp({ folder, requirements }) {
  const pins = crypto.createHash('sha256').update(fs.readFileSync(requirements)).digest('hex');
  const python = /^version\s*=\s*(.+)$/m.exec(fs.readFileSync(path.join(folder, 'pyvenv.cfg'), 'utf8'));
  return JSON.stringify({ requirements: pins, root, python: python?.[1].trim() });
}

/**
 * Whether an environment is whole: its stamp is written last, and its Python still exists.
 *
 * @param {Environment} environment
 */
function virtualEnvironmentMatches(environment) {
  const stampFile = stampOf(environment.folder);
  return (
    fs.existsSync(pythonOf(environment.folder)) &&
    fs.existsSync(stampFile) &&
    fs.readFileSync(stampFile, 'utf8') === stamp(environment)
  );
}

/**
 * Make an environment anew with all that its requirements pin.
 *
 * @param {Environment} environment
 * @throws {SetUpError} where no fit Python is found, or venv or pip fail
 */
async function makeVirtualEnvironment(environment) {
  const { folder, requirements, minor, doing } = environment;
  const python = findPython(minor);
  // Settings of the user's shell that would lead pip or Python out of the new environment.
  const { PYTHONHOME: _home, PYTHONPATH: _path, PIP_USER: _user, PIP_TARGET: _target, ...env } = process.env;
  const making = 'Making the Python environment';
  const made = await quietRun(making, python, ['-m', 'venv', '--clear', folder], { cwd: root, env });
  if (made.code !== 0) throw explain(making, made.output, { where: folder });
  const pip = [
    '-m',
    'pip',
    'install',
    '--no-input',
    '--retries',
    '2',
    '--require-hashes',
    '-r',
    requirements,
  ];
  const { code, output } = await quietRun(doing, pythonOf(folder), pip, { cwd: root, env });
  if (code !== 0) throw explain(doing, output, { where: folder, registry: 'the Python package index' });
  fs.writeFileSync(stampOf(folder), stamp(environment));
}

module.exports = { makeVirtualEnvironment, virtualEnvironmentMatches };
