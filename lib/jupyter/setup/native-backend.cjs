'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { explain } = require('./explain.cjs');
const { withLock } = require('./lock.cjs');
const { npm } = require('./node-modules.cjs');
const { nodeModules, root, venvPython } = require('./paths.cjs');
const { quietRun } = require('./quiet-run.cjs');
const { SetUpError } = require('./set-up-error.cjs');

const addon = path.join(nodeModules, 'tfjs-node');
const deps = path.join(addon, 'deps');
const binding = path.join(addon, 'lib', 'napi-v8', 'tfjs_binding.node');
const without = 'without it everything computes on wasm, somewhat slower';

/** The backend that the project chooses here, learned by having it compute in a process of its own. */
function backendInUse() {
  const backend = JSON.stringify(path.join(root, 'lib', 'models', 'backend.ts'));
  const script = `require(${backend}).useBackend().then((name) => console.log('backend=' + name))`;
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return /^backend=(\w+)$/m.exec(stdout)?.[1];
}

/** The C++ compiler to use. */
function compiler() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetUpError(
      `The native backend is built from a wheel on Linux x64 only, and this is ${process.platform} ${process.arch}: where storage.googleapis.com can be reached, npm ci installs it by itself; ${without}.`,
    );
  const name = process.env.CXX || 'g++';
  if (spawnSync(name, ['--version']).status !== 0)
    throw new SetUpError(
      `There is no C++ compiler "${name}" to build the native backend with: install one (Debian and Ubuntu: apt install g++) and run the command again; ${without}.`,
    );
  return name;
}

async function step(doing, file, args, context) {
  const { code, output } = await quietRun(doing, file, args, { cwd: addon, ...context.options });
  if (code !== 0) throw explain(doing, output, { where: addon, ...context });
}

async function build(cxx) {
  if (!fs.existsSync(addon)) {
    // Its installer failed to download the library, and npm then leaves the optional package out.
    const [file, leading] = npm();
    const args = [...leading, 'install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
    const context = { options: { cwd: root }, where: nodeModules, registry: 'the npm registry' };
    await step('Installing tfjs-node', file, [...args, '--include=dev'], context);
  }
  fs.rmSync(binding, { force: true });
  fs.rmSync(deps, { recursive: true, force: true });
  const wheels = path.join(deps, 'wheels');
  fs.mkdirSync(wheels, { recursive: true });
  await step(
    'Downloading TensorFlow (200 MB)',
    venvPython,
    [
      ...['-m', 'pip', 'download', '--no-input', '--retries', '2', '--no-deps', '--only-binary=:all:'],
      ...['--python-version', '3.11', '--implementation', 'cp', '--platform', 'manylinux2014_x86_64'],
      ...['--require-hashes', '-r', path.join(__dirname, 'native-requirements.txt'), '-d', wheels],
    ],
    { registry: 'the Python package index' },
  );
  const [wheel] = fs.readdirSync(wheels);
  await step(
    'Unpacking TensorFlow (600 MB)',
    venvPython,
    [path.join(__dirname, 'unpack-wheel.py'), path.join(wheels, wheel), deps],
    {},
  );
  fs.rmSync(wheels, { recursive: true });
  fs.mkdirSync(path.dirname(binding), { recursive: true });
  const { include_dir: nodeApi } = require('node-api-headers');
  await step(
    'Compiling the addon',
    cxx,
    [
      ...['-O2', '-std=c++17', '-fPIC', '-shared'],
      ...['-DNAPI_VERSION=8', '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
      ...[`-I${nodeApi}`, '-I.', '-Ideps/include', 'binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'],
      ...['-Ldeps/lib', '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
      // Found by their place beside the addon, wherever the project is moved to.
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
      ...['-o', `${binding}.partial`],
    ],
    {},
  );
  // Renamed into place: a build that dies leaves no addon, and the next one starts anew.
  fs.renameSync(`${binding}.partial`, binding);
  fs.rmSync(path.join(deps, 'include'), { recursive: true });
}

/**
 * Build the native TensorFlow addon from a wheel of the Python package index, where it does not run yet: what `npm ci`
 * does by itself needs a download host that many networks block. A later `npm ci` removes it again.
 *
 * @returns {Promise<string>} one sentence on which backend computes now
 * @throws {SetUpError} where it cannot be built, or was built and does not compute
 */
async function setUpNativeBackend() {
  const native = 'TensorFlow computes natively (backend "tensorflow")';
  if (backendInUse() === 'tensorflow') return `${native} already; there is nothing to do.`;
  const cxx = compiler();
  await withLock(() => build(cxx));
  const backend = backendInUse();
  if (backend !== 'tensorflow')
    throw new SetUpError(
      `The native backend was built into ${addon}, but does not compute here (“${backend}” does): this processor may lack AVX; remove that folder to get rid of it, ${without}.`,
    );
  return `${native}; models trained on another backend load as before. A new npm ci removes it: run npm run setup:native again then.`;
}

module.exports = { setUpNativeBackend };
