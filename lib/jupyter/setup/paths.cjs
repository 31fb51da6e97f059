'use strict';
const path = require('node:path');

const root = path.resolve(__dirname, '..', '..', '..');
const venv = path.join(root, '.venv');
const windows = process.platform === 'win32';

/** Where set-up finds and puts things; all paths are absolute. */
module.exports = {
  root,
  venv,
  windows,
  nodeModules: path.join(root, 'node_modules'),
  venvPython: windows ? path.join(venv, 'Scripts', 'python.exe') : path.join(venv, 'bin', 'python'),
  requirements: path.join(root, 'lib', 'jupyter', 'requirements.txt'),
};
