'use strict';
const path = require('node:path');

const root = path.resolve(__dirname, '..', '..', '..');
const venv = path.join(root, '.venv');
const windows = process.platform === 'win32';

/** The Python of an environment. */
const pythonOf = (folder) =>
  windows ? path.join(folder, 'Scripts', 'python.exe') : path.join(folder, 'bin', 'python');

/** Where set-up finds and puts things; all paths are absolute. */
module.exports = {
  root,
  venv,
  windows,
  pythonOf,
  nodeModules: path.join(root, 'node_modules'),
  venvPython: pythonOf(venv),
  requirements: path.join(root, 'lib', 'jupyter', 'requirements.txt'),
};
