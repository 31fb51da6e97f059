import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { temporaryProject } from './temporary-project.js';

const nowhere = 'http://127.0.0.1:9/';

/** The sentence that ends what the user sees, after the lines about what was being done. */
const lastLine = (errors: string): string => errors.trimEnd().split('\n').at(-1) ?? '';

test('an empty folder is set up, and the second command finds nothing to do and says nothing', async (t) => {
  const { root, run, start } = temporaryProject(t);
  const first = await run();
  assert.equal(first.code, 0, first.errors);
  assert.equal(first.out, 'hello you\n');
  assert.match(first.errors, /^Installing the npm packages …\n.*done.*\nMaking the Python environment …\n/);
  const spec = JSON.parse(
    readFileSync(path.join(root, '.venv/share/jupyter/kernels/tslab/kernel.json'), 'utf8'),
  );
  assert.deepEqual(spec, {
    argv: [process.execPath, path.join(root, 'lib/jupyter/kernel/launcher.cjs'), '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'message',
  });
  assert.deepEqual(await run(), { code: 0, out: 'hello you\n', errors: '' });

  await t.test('a changed lock file brings npm back, and only npm', async () => {
    const lock = path.join(root, 'package-lock.json');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace('sha512-x', 'sha512-y'));
    const { code, errors } = await run();
    assert.equal(code, 0);
    assert.match(errors, /Installing the npm packages/);
    assert.doesNotMatch(errors, /Python/);
  });

  await t.test(
    'a Python environment without its stamp, as an interrupted set-up leaves it, is made anew',
    async () => {
      rmSync(path.join(root, '.venv/set-up.json'));
      const { code, errors } = await run();
      assert.equal(code, 0, errors);
      assert.match(errors, /^Making the Python environment/);
      assert.ok(existsSync(path.join(root, '.venv/set-up.json')));
    },
  );

  await t.test('two set-ups at once do the work once', async () => {
    rmSync(path.join(root, 'node_modules'), { recursive: true });
    const calls = path.join(root, 'npm-calls');
    rmSync(calls);
    const both = await Promise.all([run(), run()]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(readFileSync(calls, 'utf8'), 'ci\n');
  });

  await t.test(
    'after a set-up was killed, the next command waits for the npm it left at work, and completes it',
    async () => {
      rmSync(path.join(root, 'node_modules'), { recursive: true });
      const child = start({ NPM_HANGS: '1' });
      while (!existsSync(path.join(root, 'node_modules/tsx'))) await wait(20);
      child.kill('SIGKILL');
      await child.ended;
      assert.ok(existsSync(path.join(root, '.cache/set-up.lock')), 'the dead process left its lock');
      rmSync(path.join(root, 'npm-calls'));
      const { code, out, errors } = await run();
      assert.equal(code, 0);
      assert.equal(out, 'hello you\n');
      assert.match(errors, /^Waiting for the set-up that process \d+ is doing …\n$/);
      assert.ok(!existsSync(path.join(root, 'npm-calls')), 'npm was not called again');
    },
  );
});

test('an installation that died in its middle is done again by the next command', async (t) => {
  const { root, run, write } = temporaryProject(t);
  write('node_modules/half/index.js', '');
  write('.cache/set-up.lock', '999999999');
  const { errors } = await run({ PATH: root });
  assert.match(errors, /Installing the npm packages: done/);
  assert.ok(!existsSync(path.join(root, 'node_modules/half')));
});

test('an old Node is told in one sentence which one is needed', async (t) => {
  const { run, write } = temporaryProject(t);
  const preload = write(
    'old-node.cjs',
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });",
  );
  const { code, out, errors } = await run({ NODE_OPTIONS: `--require "${preload}"` });
  assert.equal(code, 1);
  assert.equal(out, '');
  assert.match(
    errors,
    /^Node 20\.19 or newer is needed, and this is Node 18\.20\.4 .*https:\/\/nodejs\.org.*\n$/,
  );
});

test('no Python on the PATH is told in one sentence', async (t) => {
  const { root, run } = temporaryProject(t);
  const { code, errors } = await run({ PATH: root });
  assert.equal(code, 1);
  assert.match(lastLine(errors), /^Python 3\.10 or newer is needed on the PATH: install .*\.$/);
});

test('a Python that is too old is named', async (t) => {
  const { run, write } = temporaryProject(t);
  const old = path.dirname(write('bin/python3', '#!/bin/sh\necho 3 8 10 1 /usr/bin/python3\n'));
  const { code, errors } = await run({ PATH: old });
  assert.equal(code, 1);
  assert.match(
    lastLine(errors),
    /^Python 3\.10 or newer is needed, and only Python 3\.8\.10 .* was found: install /,
  );
});

test('a Python without venv is told which package to install', async (t) => {
  const { run, write } = temporaryProject(t);
  const bare = path.dirname(write('bin/python3', '#!/bin/sh\necho 3 11 2 0 /usr/bin/python3\n'));
  const { code, errors } = await run({ PATH: bare });
  assert.equal(code, 1);
  assert.match(
    lastLine(errors),
    /^Python 3\.11\.2 \(\/usr\/bin\/python3\) came without its venv module: install it .*python3-venv/,
  );
});

test('an npm registry that cannot be reached is told in one sentence', async (t) => {
  const { root, run } = temporaryProject(t);
  const cache = path.join(root, 'empty-cache');
  const npm = process.env.npm_execpath ?? '';
  const { code, errors } = await run({
    npm_execpath: npm,
    npm_config_registry: nowhere,
    npm_config_cache: cache,
  });
  assert.equal(code, 1);
  assert.equal(
    lastLine(errors),
    'Installing the npm packages failed: the npm registry cannot be reached: check the network or the proxy and run the command again.',
  );
  assert.ok(!existsSync(path.join(root, '.cache/set-up.lock')), 'the lock is released');
});

test('a Python package index that cannot be reached is told in one sentence', async (t) => {
  const { run, write } = temporaryProject(t);
  write('lib/jupyter/requirements.txt', `six==1.17.0 --hash=sha256:${'0'.repeat(64)}\n`);
  const { code, errors } = await run({ PIP_INDEX_URL: nowhere, PIP_NO_CACHE_DIR: '1', PIP_FIND_LINKS: '' });
  assert.equal(code, 1);
  assert.equal(
    lastLine(errors),
    'Installing JupyterLab failed: the Python package index cannot be reached: check the network or the proxy and run the command again.',
  );
});

test('an unknown command names those there are', async (t) => {
  const { root } = temporaryProject(t);
  const run = spawnSync(process.execPath, [path.join(root, 'lib/jupyter/run.cjs'), 'helo'], {
    encoding: 'utf8',
  });
  assert.equal(run.status, 1);
  assert.equal(run.stderr, 'There is no command "helo": the commands are hello.\n');
});
