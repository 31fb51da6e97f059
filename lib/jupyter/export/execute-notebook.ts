import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { LongOperation } from '../../progress/long-operation.js';
import { jupyterEnvironment, root, venvPython } from '../virtual-environment.js';
import { cellError } from './cell-error.js';

interface ExecuteNotebookOptions extends LongOperation {
  /** Absolute path of the HTML file to write. */
  readonly html: string;
  /** Environment variables that the notebook reads. */
  readonly variables: Readonly<Record<string, string>>;
  /** Title in place of the notebook's. */
  readonly title?: string | undefined;
  /** Code is shown unfolded. */
  readonly showCode?: boolean | undefined;
  /** Absolute path of a Markdown file to write besides. */
  readonly markdown?: string | undefined;
  /** Cells wait for it, and do not run when it rejects; the kernel starts meanwhile. */
  readonly ready?: Promise<unknown>;
}

/** What execute.py says, one JSON object a line. */
interface Message {
  readonly cell?: number;
  readonly of?: number;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: string;
}

const script = path.join(__dirname, 'execute.py');

/**
 * Executes a notebook on the project's kernel at the repository root and exports it as one HTML file.
 *
 * @param notebook absolute path of the notebook; it is not changed
 * @throws a CellError when a cell fails; what `ready` rejects with; an AbortError when the signal fires
 * @example
 * await executeNotebook(path.join(root, 'notebooks/report.ipynb'), { html: '/home/me/report.html', variables: {} });
 */
export async function executeNotebook(notebook: string, options: ExecuteNotebookOptions): Promise<void> {
  const { html, variables, title, showCode, markdown, ready, signal, onProgress } = options;
  signal?.throwIfAborted();
  const python = spawn(
    venvPython,
    [script, notebook, html, root, JSON.stringify({ title, showCode, markdown })],
    {
      cwd: root,
      env: jupyterEnvironment({ PYTHONUTF8: '1', NOTEBOOK_UNATTENDED: '1', ...variables }),
      // On its own in a group, so that Ctrl-C reaches it once, as the signal sent below.
      detached: process.platform !== 'win32',
      signal,
    },
  );
  let failure: Message | undefined;
  let stderr = '';
  createInterface(python.stdout).on('line', (line) => {
    const message = JSON.parse(line) as Message;
    if (message.ename !== undefined) failure = message;
    if (message.cell !== undefined && message.of !== undefined)
      onProgress?.({ done: message.cell, total: message.of, unit: 'cells' });
  });
  python.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk).slice(-20_000);
  });
  // The pipe breaks when Python dies early; its exit code tells that better.
  python.stdin.on('error', () => {});
  const ended = new Promise<number>((resolve, reject) => {
    python.on('error', reject);
    python.on('close', (code) => resolve(code ?? 1));
  });
  const started = Promise.resolve(ready).then(
    () => python.stdin.write('go\n'),
    (reason) => {
      python.kill();
      throw reason;
    },
  );
  // A signal may come while Python is where it cannot obey; it ends without its standard input, too.
  const [code] = await Promise.all([ended, started]).finally(() => python.stdin.end());
  if (failure) throw cellError(path.relative(root, notebook), failure);
  if (code !== 0) throw new Error(`Executing ${path.relative(root, notebook)} failed:\n${stderr.trim()}`);
}
