import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(__dirname, '../..');
const here = mkdtempSync(path.join(tmpdir(), 'trino command '));
const home = path.join(here, 'home');
process.env.TRAFFIC_TRINO = home;
const server = createServer((_, response) => response.end(readFileSync(path.join(here, 'trino.tar.gz'))));
after(() => {
  server.close();
  rmSync(here, { recursive: true, force: true });
});

test('where nothing was fetched, Trino does not run, nothing is stopped, and a busy port is told before the download', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const busy = String((server.address() as AddressInfo).port);
  const run = async (...args: readonly string[]) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', path.join(root, 'lib/commands/trino.ts'), ...args],
      {
        cwd: root,
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        output += text;
      });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return `${code} ${output}`;
  };
  const said = await Promise.all([run('status'), run('stop'), run('start', '--port', busy), run('strat')]);
  assert.deepEqual(said.slice(0, 3), [
    '0 Trino does not run.\n',
    '0 Trino does not run.\n',
    `1 Port ${busy} is in use: end what listens there, or name another with --port.\n`,
  ]);
  assert.match(said[3] ?? '', /^1 error: command-argument value 'strat' is invalid.*start, stop, status/);
  assert.ok(!existsSync(home));
});

test('an archive is kept only when it is the one expected, and of its plugins those that are used', async () => {
  for (const plugin of ['hive', 'kafka', 'memory', 'tpch'])
    mkdirSync(path.join(here, 'trino-server-1', 'plugin', plugin), { recursive: true });
  writeFileSync(path.join(here, 'trino-server-1', 'README.txt'), 'Trino');
  const file = path.join(here, 'trino.tar.gz');
  assert.equal(spawnSync('tar', ['-czf', file, '-C', here, 'trino-server-1']).status, 0);
  const { downloadTrino } = await import('../../lib/commands/trino/download-trino.js');
  const archive = `http://127.0.0.1:${(server.address() as AddressInfo).port}/trino.tar.gz`;
  await assert.rejects(downloadTrino({}, { archive, megabytes: 1, sha256: '00' }), {
    name: 'InputError',
    message: `${archive} is not the file expected (its SHA-256 differs): nothing of it was kept.`,
  });
  assert.deepEqual(readdirSync(home), []);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  await downloadTrino({}, { archive, megabytes: 1, sha256 });
  assert.deepEqual(readdirSync(home), ['trino-476']);
  assert.deepEqual(readdirSync(path.join(home, 'trino-476', 'plugin')), ['hive', 'memory', 'tpch']);
});

test('a node has as much memory as was asked for', async () => {
  const { trinoArguments } = await import('../../lib/commands/trino/arguments.js');
  const { writeSettings } = await import('../../lib/commands/trino/write-settings.js');
  const { memory } = trinoArguments(['start', '--memory', '4']);
  const node = { name: 'coordinator', port: 8476 };
  const folder = writeSettings(node, node, 0, memory);
  assert.match(readFileSync(path.join(folder, 'etc', 'jvm.config'), 'utf8'), /^-Xmx4G$/m);
  assert.equal(trinoArguments(['start']).memory, 1);
});
