'use strict';
// Run as a program by lib/rules, which needs Python only where rules are new.
const path = require('node:path');
const { withLock } = require('./lock.cjs');
const { pythonOf, root } = require('./paths.cjs');
const { SetUpError } = require('./set-up-error.cjs');
const { makeVirtualEnvironment, virtualEnvironmentMatches } = require('./virtual-environment.cjs');

const environment = {
  folder: path.join(root, '.cache', 'rule-compiler'),
  requirements: path.join(root, 'lib', 'rules', 'compiler', 'requirements.txt'),
  minor: 11,
  doing: 'Installing the compiler of Sigma rules',
};

/**
 * Set up the Python that compiles Sigma rules, where that is not done.
 *
 * @returns {Promise<string>} absolute path of the interpreter
 * @throws {SetUpError} where no fit Python is found, or venv or pip fail
 */
async function setUpRuleCompiler() {
  if (!virtualEnvironmentMatches(environment))
    await withLock(async () => {
      if (!virtualEnvironmentMatches(environment)) await makeVirtualEnvironment(environment);
    });
  return pythonOf(environment.folder);
}

setUpRuleCompiler().then(
  (python) => process.stdout.write(JSON.stringify({ python })),
  (error) => {
    if (!(error instanceof SetUpError)) throw error;
    process.stdout.write(JSON.stringify({ error: error.message }));
  },
);
