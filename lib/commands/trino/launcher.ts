import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { folders } from './folders.js';

/**
 * Asks Trino's own launcher, which knows a node by the pid file in its folder.
 *
 * @param folder of a node
 * @param java home of the Java to start it with
 * @returns whether it did, or of `status`, whether the node runs; and what it said
 */
export function launcher(
  command: 'start' | 'stop' | 'status',
  folder: string,
  java?: string,
): { readonly ok: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    path.join(folders.server, 'bin', 'launcher'),
    [
      command,
      ...['-etc-dir', path.join(folder, 'etc'), '-data-dir', path.join(folder, 'data')],
      ...(java === undefined ? [] : ['-jvm-dir', java]),
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, ...(java && { JAVA_HOME: java, PATH: `${java}/bin:${process.env.PATH}` }) },
    },
  );
  return { ok: status === 0, output: `${stdout}${stderr}`.trim() };
}
