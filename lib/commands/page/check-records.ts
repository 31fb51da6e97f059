import { fork } from 'node:child_process';
import path from 'node:path';
import { root } from '../../jupyter/virtual-environment.js';
import { isRemote } from '../../load/file-names.js';
import type { OpenOptions } from '../../load/open-options.js';
import type { LongOperation } from '../../progress/long-operation.js';

/** Records to read: each list of files by itself. */
export interface Check {
  readonly inputs: readonly (readonly string[])[];
  /** Options of `openTraffic`. */
  readonly filter: OpenOptions;
}

/** What the process that reads them says at its end: nothing, or the error. */
export type Checked = Pick<Error, 'name' | 'message' | 'stack'> | null;

/**
 * Reads the records while a notebook's kernel starts: a wrong file is reported at once, and a right one is
 * then in the cache. A process of its own does so, and its memory is free before the notebook needs it.
 *
 * @throws as `openTraffic` does; the signal's reason when stopped
 */
export async function checkRecords(check: Check, { signal }: LongOperation = {}): Promise<void> {
  signal?.throwIfAborted();
  // Only the readers of remote data sources are ES modules; preparing tsx for those takes as long as starting
  // Node.
  const tsx = check.inputs.flat().some(isRemote) ? ['--import', 'tsx'] : ['--require', 'tsx/cjs'];
  const child = fork(path.join(__dirname, 'check-apart.ts'), {
    cwd: root,
    execArgv: tsx,
    signal,
    // On its own in a group, so that Ctrl-C reaches it once, as the signal.
    detached: process.platform !== 'win32',
  });
  const failure = await new Promise<Checked>((resolve, reject) => {
    child.once('message', (message) => {
      child.disconnect();
      resolve(message as Checked);
    });
    child.once('error', reject);
    child.once('exit', (code, by) => reject(new Error(`Reading the records ended with ${by ?? code}.`)));
    child.send(check, (error) => error && reject(error));
  });
  if (failure) throw Object.assign(new Error(failure.message), failure);
}
