import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root, venvPython } from '../../lib/jupyter/virtual-environment.js';

/** Imitates AWS on loopback: https://docs.getmoto.org; what it does not evaluate stands in the tests. */
const MOTO = 'moto[server]==5.2.5';
const venv = path.join(root, '.cache', 'moto-5.2.5');
const [bin, exe] = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];

/** An AWS of this test alone. */
export interface Moto {
  readonly endpoint: string;
  /** Lines of its log, such as `"GET /bucket/key HTTP/1.1" 200`. */
  readonly log: readonly string[];
  readonly stop: () => void;
}

/** Starts moto on a free port of loopback; the first time it is installed, into `.cache` (317 MB, half a minute). */
export async function startMoto(): Promise<Moto> {
  const python = path.join(venv, bin, exe);
  if (!existsSync(python)) install();
  const { PYTHONHOME: _home, PYTHONPATH: _path, ...env } = process.env;
  const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    env: { ...env, PYTHONUNBUFFERED: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: string[] = [];
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`moto ended with code ${code}: ${log.join('\n')}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line);
      const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line);
      if (found) resolve(found[1]!);
    });
  });
  return { endpoint, log, stop: () => stop(child) };
}

function stop(child: ChildProcess): void {
  child.removeAllListeners('exit');
  child.kill();
}

/** Beside its place at first, so that a broken-off installation is not taken for a whole one. */
function install(): void {
  const partial = `${venv}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(path.dirname(venv), { recursive: true });
  console.error(`Installing ${MOTO} …`);
  execFileSync(venvPython, ['-m', 'venv', partial], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', MOTO];
  execFileSync(path.join(partial, bin, exe), pip, { stdio: 'inherit' });
  renameSync(partial, venv);
}
