import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const TOKEN = 'a-token-of-the-tests';

/** A JupyterLab as `npm start` starts it, on a copy of the notebooks. */
export interface JupyterLab {
  /** Folder of the copies. */
  readonly notebooks: string;
  /** Address at which a notebook opens, in a workspace of its own. */
  address(notebook: string): string;
  /** Ends it, its kernels too, and removes the copies. */
  close(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Starts JupyterLab through `lib/commands/start.ts`, without the user's own settings and without a browser. */
export async function startJupyterLab(): Promise<JupyterLab> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab '));
  const notebooks = path.join(folder, 'notebooks');
  cpSync(path.join(root, 'notebooks'), notebooks, {
    recursive: true,
    filter: (file) => !file.includes('.ipynb_checkpoints'),
  });
  mkdirSync(path.join(folder, 'settings'));
  const port = await freePort();
  const own = (name: string) => path.join(folder, 'settings', name);
  const lab = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      path.join(root, 'lib/commands/start.ts'),
      '--no-browser',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      `--IdentityProvider.token=${TOKEN}`,
      `--FileContentsManager.root_dir=${folder}`,
      `--MappingKernelManager.root_dir=${folder}`,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        TRAFFIC: path.join(root, 'data/cybersecurity_data.csv'),
        JUPYTER_CONFIG_DIR: own('config'),
        JUPYTER_DATA_DIR: own('data'),
        JUPYTER_RUNTIME_DIR: own('runtime'),
      },
    },
  );
  let output = '';
  const ended = new Promise<void>((resolve) => lab.on('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    lab.stderr.on('data', (chunk: Buffer) => {
      output += chunk;
      if (output.includes(`http://127.0.0.1:${port}/`)) resolve();
    });
    void ended.then(() => reject(new Error(`JupyterLab ended at once:\n${output}`)));
  });
  return {
    notebooks,
    address: (notebook) =>
      `http://127.0.0.1:${port}/lab/workspaces/${path.parse(notebook).name}/tree/notebooks/${notebook}?token=${TOKEN}`,
    async close() {
      lab.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
