'use strict';
const { writeJupyterFiles } = require('./jupyter-files.cjs');
const { withLock } = require('./lock.cjs');
const { installNodeModules, nodeModulesMatch } = require('./node-modules.cjs');
const { requirements, venv } = require('./paths.cjs');
const { makeVirtualEnvironment, virtualEnvironmentMatches } = require('./virtual-environment.cjs');

const jupyter = { folder: venv, requirements, minor: 10, doing: 'Installing JupyterLab' };

/**
 * Set up whatever is missing, and nothing else; says nothing where nothing is missing.
 *
 * @throws {SetUpError} with one sentence on what the user can do
 */
async function setUp() {
  if (!nodeModulesMatch() || !virtualEnvironmentMatches(jupyter))
    await withLock(async () => {
      // Asked again: another set-up may have done it while this one waited.
      if (!nodeModulesMatch()) await installNodeModules();
      if (!virtualEnvironmentMatches(jupyter)) await makeVirtualEnvironment(jupyter);
    });
  writeJupyterFiles();
}

module.exports = { setUp };
