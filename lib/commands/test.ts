import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root } from '../jupyter/virtual-environment.js';

const bin = (file: string) => path.join(root, 'node_modules', file);
const patterns = process.argv.slice(2);

/**
 * Folders whose tests drive kernels and browsers: begun first, so that none of them is left to run alone at
 * the end.
 */
const LONG = ['notebooks', 'lab', 'commands', 'report', 'jupyter'].map((folder) => path.join('test', folder));

/** The files to run, in the order in which they begin. */
function testFiles(): readonly string[] {
  const place = (file: string) =>
    [...LONG, ''].findIndex((folder) => file.startsWith(folder && folder + path.sep));
  const files = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.join('test', file))
    .sort((a, b) => place(a) - place(b) || a.localeCompare(b));
  return patterns.length === 0
    ? files
    : files.filter((file) => patterns.some((pattern) => file.includes(path.normalize(pattern))));
}

/**
 * A cell that imports lib compiles it with TypeScript 5.0; these are the options of
 * lib/jupyter/kernel/compiler.cjs.
 */
const kernelOptions =
  '--noEmit --strict --noUncheckedIndexedAccess --target es2022 --lib es2023 --module esnext --moduleResolution bundler --esModuleInterop --resolveJsonModule --skipLibCheck --types node'.split(
    ' ',
  );

/** Runs a stage with its output in sight; the first that fails ends the command. */
function stage(name: string, args: readonly string[]): void {
  console.log(`\n── ${name}`);
  const { status, signal, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error(
    `npm test stopped: ${name} failed (${error?.message ?? (signal ? `signal ${signal}` : `exit code ${status}`)}).`,
  );
  process.exit(1);
}

// What tests load is of no use to anybody later.
const cache = mkdtempSync(path.join(tmpdir(), 'traffic-cache-'));
process.env.TRAFFIC_CACHE = cache;
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));

const files = testFiles();
if (files.length === 0) {
  console.error(`No test file matches ${patterns.join(' ')}; test files are test/**/*.test.ts.`);
  process.exit(1);
}
if (patterns.length === 0) {
  stage('format and lint', [bin('@biomejs/biome/bin/biome'), 'check', '.']);
  stage('types', [bin('typescript/bin/tsc')]);
  stage("types, as the kernel's older compiler sees lib", [
    bin('@tslab/typescript-for-tslab/lib/tsc.js'),
    ...kernelOptions,
    path.join('lib', 'index.ts'),
  ]);
}
console.log(`\n── ${patterns.length === 0 ? 'tests' : `tests of ${patterns.join(' ')}`}`);
// `node --test` would sort the files. One more than there are processors: kernels and browsers wait for each
// other.
run({
  files: files.map((file) => path.join(root, file)),
  concurrency: availableParallelism() + 1,
  // A file of tests that hangs fails by its name, and does not keep all others from being told; the longest
  // takes some minutes.
  timeout: 20 * 60_000,
})
  .on('test:fail', ({ todo }) => {
    if (todo === undefined || todo === false) process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
