import path from 'node:path';

/** Absolute path of the repository, at which notebooks run. */
export const root = path.resolve(__dirname, '..', '..');

/** Absolute path of the Python that set-up puts into `.venv`. */
export const venvPython =
  process.platform === 'win32'
    ? path.join(root, '.venv', 'Scripts', 'python.exe')
    : path.join(root, '.venv', 'bin', 'python');

/**
 * The environment in which Jupyter runs: the caller's, with the project's own kernels, templates and settings
 * first.
 *
 * @param variables added to it, such as `TRAFFIC`
 * @example
 * spawn(venvPython, ['-m', 'jupyterlab'], { env: jupyterEnvironment() });
 */
export function jupyterEnvironment(variables: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PYTHONHOME: _home, PYTHONPATH: _path, ...env } = process.env;
  // Without it a user's ~/.jupyter or a system-wide kernel of the same name would win over the venv's.
  return { ...env, JUPYTER_PREFER_ENV_PATH: '1', ...variables };
}
