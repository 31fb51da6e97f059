'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { explain } = require('./explain.cjs');
const { findPython } = require('./find-python.cjs');
const { requirements, root, venv, venvPython } = require('./paths.cjs');
const { quietRun } = require('./quiet-run.cjs');

const stampFile = path.join(venv, 'set-up.json');

/** A venv holds absolute paths and one Python's packages: moved or upgraded, it must be made anew. */
function stamp() {
  const pins = crypto.createHash('sha256').update(fs.readFileSync(requirements)).digest('hex');
  const python = /^version\s*=\s*(.+)$/m.exec(fs.readFileSync(path.join(venv, 'pyvenv.cfg'), 'utf8'));
  return JSON.stringify({ requirements: pins, root, python: python?.[1].trim() });
}

/** Whether .venv is whole: its stamp is written last, and its Python still exists. */
function virtualEnvironmentMatches() {
  return (
    fs.existsSync(venvPython) && fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp()
  );
}

/**
 * Make .venv anew with JupyterLab and what else requirements.txt pins.
 *
 * @throws {SetUpError} where no fit Python is found, or venv or pip fail
 */
async function makeVirtualEnvironment() {
  const python = findPython();
  // Settings of the user's shell that would lead pip or Python out of the new environment.
  const { PYTHONHOME: _home, PYTHONPATH: _path, PIP_USER: _user, PIP_TARGET: _target, ...env } = process.env;
  const making = 'Making the Python environment';
  const made = await quietRun(making, python, ['-m', 'venv', '--clear', venv], { cwd: root, env });
  if (made.code !== 0) throw explain(making, made.output, { where: venv });
  const doing = 'Installing JupyterLab';
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
  const { code, output } = await quietRun(doing, venvPython, pip, { cwd: root, env });
  if (code !== 0) throw explain(doing, output, { where: venv, registry: 'the Python package index' });
  fs.writeFileSync(stampFile, stamp());
}

module.exports = { makeVirtualEnvironment, virtualEnvironmentMatches };
