import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryProject } from './temporary-project.js';

// That it builds and computes is shown by .ci/run, in a clone: it downloads 200 MB.
test('where the native backend cannot be built, one sentence says why and what computes instead', (t) => {
  const { root, write } = temporaryProject(t);
  const elsewhere = write(
    'elsewhere.cjs',
    "Object.defineProperty(process, 'platform', { value: 'darwin' }); Object.defineProperty(process, 'arch', { value: 'arm64' });",
  );
  const script = `require(${JSON.stringify(path.join(root, 'lib/jupyter/setup/native-backend.cjs'))}).setUpNativeBackend().catch((error) => console.log(error.constructor.name + ': ' + error.message))`;
  const messageOf = (variables: Readonly<Record<string, string>>): string =>
    spawnSync(process.execPath, ['-e', script], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...variables },
    }).stdout;
  assert.match(
    messageOf({ NODE_OPTIONS: `--require "${elsewhere}"` }),
    /^SetUpError: The native backend is built from a wheel on Linux x64 only, and this is darwin arm64: .* wasm, somewhat slower\.\n$/,
  );
  const noCompiler = messageOf({ CXX: 'no-such-compiler' });
  if (process.platform === 'linux' && process.arch === 'x64')
    assert.match(
      noCompiler,
      /^SetUpError: There is no C\+\+ compiler "no-such-compiler" .* apt install g\+\+.* wasm, somewhat slower\.\n$/,
    );
});
