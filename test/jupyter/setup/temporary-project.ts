import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

const repository = path.resolve(__dirname, '../../..');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

export interface TemporaryProject {
  readonly root: string;
  /** Starts `run.cjs hello`; the environment is the test's, with these variables. */
  readonly start: (variables?: Readonly<Record<string, string>>) => ChildProcess & { ended: Promise<Ended> };
  readonly run: (variables?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** Writes a file below the project's folder, executable, and gives its absolute path. */
  readonly write: (file: string, text: string) => string;
}

/**
 * A copy of the project's set-up with one command, `hello`, one npm package (tsx) and no Python package: all that
 * set-up does, without its minutes. npm is a stand-in that links tsx and counts its calls; Python, venv and pip are
 * the real ones.
 */
export function temporaryProject(t: TestContext): TemporaryProject {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'set up ')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const write = (file: string, text: string): string => {
    const absolute = path.join(root, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    chmodSync(absolute, 0o755);
    return absolute;
  };
  for (const part of ['lib/jupyter/run.cjs', 'lib/jupyter/setup'])
    cpSync(path.join(repository, part), path.join(root, part), { recursive: true });
  write('lib/jupyter/requirements.txt', '# nothing\n');
  write('lib/commands/hello.ts', `console.log('hello', ...(process.argv.slice(2) as string[]));\n`);
  write('package.json', '{"name": "p", "version": "1.0.0", "dependencies": {"tsx": "4.23.15"}}');
  const lock = '"node_modules/tsx": {"version": "4.23.15", "integrity": "sha512-x"}';
  write(
    'package-lock.json',
    `{"name": "p", "lockfileVersion": 3, "packages": {"": {"name": "p", "version": "1.0.0"}, ${lock}}}`,
  );
  write(
    'npm/npm-cli.js',
    `const fs = require('node:fs');
     fs.appendFileSync('npm-calls', process.argv[2] + '\\n');
     fs.rmSync('node_modules', { recursive: true, force: true });
     fs.mkdirSync('node_modules');
     fs.symlinkSync(${JSON.stringify(path.join(repository, 'node_modules', 'tsx'))}, 'node_modules/tsx');
     const finish = () => fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
     if (process.env.NPM_HANGS) setTimeout(finish, 3000); else finish();`,
  );
  const start: TemporaryProject['start'] = (variables = {}) => {
    const { npm_execpath: _npm, ...own } = process.env;
    const env = {
      ...own,
      npm_execpath: path.join(root, 'npm/npm-cli.js'),
      CDN_STORAGE: 'none',
      ...variables,
    };
    const child = spawn(process.execPath, [path.join(root, 'lib/jupyter/run.cjs'), 'hello', 'you'], { env });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => resolve({ code, out, errors }));
    });
    return Object.assign(child, { ended });
  };
  return { root, start, run: (variables) => start(variables).ended, write };
}
