import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(__dirname, '..', '..', '..');
const python = path.join(root, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** A message that a front end would show. */
export interface Output {
  readonly type: string;
  readonly name?: string;
  readonly text?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly transient?: { readonly display_id?: string };
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
}

/** What executing a cell gave. */
export interface Execution {
  readonly reply: { readonly status: string; readonly ename?: string; readonly execution_count?: number };
  readonly outputs: readonly Output[];
  readonly types: readonly string[];
}

/** The real kernel, driven through the Jupyter protocol by `client.py`. */
export class KernelClient {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(folder: string) {
    if (!existsSync(python)) throw new Error(`${python} is missing: run \`npm test\`, which sets it up.`);
    this.#process = spawn(python, [path.join(__dirname, 'client.py'), folder], {
      env: { ...process.env, JUPYTER_PATH: path.join(root, '.venv', 'share', 'jupyter') },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#lines = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
  }

  static async start(folder = path.join(root, 'notebooks')): Promise<KernelClient> {
    const client = new KernelClient(folder);
    await client.#answer();
    return client;
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('The kernel client ended; run client.py by hand to see why.');
    return JSON.parse(value);
  }

  async ask<Answer>(op: string, details: object = {}): Promise<Answer> {
    this.#process.stdin!.write(`${JSON.stringify({ op, ...details })}\n`);
    return (await this.#answer()) as Answer;
  }

  execute(code: string, details: object = {}): Promise<Execution> {
    return this.ask<Execution>('execute', { code, ...details });
  }

  /** Kills the client without a word to the kernel, as when a Jupyter server is killed. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  close(): void {
    this.#process.stdin!.end();
  }
}

/** All that an execution wrote to a stream. */
export function written({ outputs }: Pick<Execution, 'outputs'>, name: string): string {
  return outputs.flatMap((output) => (output.name === name ? [output.text ?? ''] : [])).join('');
}

/** The error that an execution ended with. */
export function errorOf({ outputs }: Execution): Output | undefined {
  return outputs.find((output) => output.type === 'error');
}
