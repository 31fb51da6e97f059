import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

// Keras needs a backend that trains: that of jax is the smallest.
const PEERS = ['scikit-learn==1.9.1', 'pyod==3.6.7', 'keras==3.15.1', 'jax==0.10.2'];

/** Returns the interpreter that PYTHON names, or one in the folder with the peers installed. */
export function findPython(folder: string): string {
  if (process.env.PYTHON !== undefined) return process.env.PYTHON;
  const venv = path.join(folder, 'venv');
  const run = (command: string, args: readonly string[]) => {
    if (spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0)
      throw new Error(`${command} ${args.join(' ')} failed: the peers need Python 3.11 and a package index.`);
  };
  run('python3', ['-m', 'venv', venv]);
  const executable = path.join(venv, 'bin', 'python');
  run(executable, ['-m', 'pip', 'install', '--quiet', ...PEERS]);
  return executable;
}

/** A script of this folder that runs beside the caller. */
export interface Script {
  readonly process: ChildProcess;
  /** Settles when the script ends; rejects when it fails. */
  readonly done: Promise<void>;
}

/** Starts a script of this folder on one thread. */
export function startScript(python: string, script: string, args: readonly string[]): Script {
  const child = spawn(python, [path.join(__dirname, script), ...args], {
    stdio: 'inherit',
    // Threads of numerical libraries wait for each other busily: on a machine that does other things, one is faster.
    env: {
      ...process.env,
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1',
      NUMBA_NUM_THREADS: '1',
      XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false',
    },
  });
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${script} failed (${status ?? 'stopped'}); its own message is above.`));
    });
  });
  // Awaiting callers get the error; this only avoids an unhandled rejection.
  done.catch(() => {});
  return { process: child, done };
}
