import { spawn } from 'node:child_process';
import path from 'node:path';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import type { CompiledRules, RequestRule } from './rule.js';

/** An error in a rule file, as the compiler writes it. */
interface RuleError {
  readonly file: string;
  readonly rule: string | null;
  readonly field: string | null;
  readonly message: string;
}

/** Errors that one message lists. */
const MAX_ERRORS = 5;
const COMPILER = path.join(__dirname, 'compiler', 'compile.py');
/** The set-up is a program: the library must work where no Python is. */
const SET_UP = path.join(__dirname, '..', 'jupyter', 'setup', 'rule-compiler.cjs');

/**
 * Compiles a folder of Sigma rules. Python ≥ 3.11 is needed; its packages are installed on first use.
 *
 * @param folder absolute path
 * @param options `own` marks the rules as an analyst's; `signal` stops the compiler
 * @returns the rules in the order of their files
 * @throws an InputError that names file, rule and field of what does not translate, or says what is missing of Python
 *
 * @example
 * const { rules } = await compileRules('/home/ada/my-rules', { own: true });
 */
export async function compileRules(
  folder: string,
  { own, signal }: { readonly own: boolean; readonly signal?: AbortSignal | undefined },
): Promise<CompiledRules> {
  const setUp = parse<{ readonly python?: string; readonly error?: string }>(
    await run(process.execPath, [SET_UP], 'inherit', signal),
  );
  if (setUp.python === undefined)
    throw inputError(`The rules in ${folder} are new and must be compiled once: ${setUp.error}`);
  const args = ['-B', '-E', '-s', COMPILER, folder, ...(own ? ['--own'] : [])];
  const { rules, errors } = parse<{
    readonly rules: readonly RequestRule[];
    readonly errors: readonly RuleError[];
  }>(await run(setUp.python, args, 'ignore', signal));
  if (errors.length > 0) throw inputError(errorText(errors));
  return { rules };
}

/** Says what is wrong with rules, and what to do. */
function errorText(errors: readonly RuleError[]): string {
  const lines = errors.slice(0, MAX_ERRORS).map(({ file, rule, field, message }) => {
    const where = [
      visible(file),
      ...(rule === null ? [] : [`rule "${visible(rule, 120)}"`]),
      ...(field === null ? [] : [`field ${visible(field, 120)}`]),
    ];
    return `${where.join(', ')}: ${visible(message, 400)}`;
  });
  const more = errors.length - lines.length;
  const listed = more > 0 ? [...lines, `… and ${more.toLocaleString('en-US')} more`] : lines;
  const [first] = listed;
  if (listed.length === 1) return `${first}. Correct the rule, or move its file out of the folder.`;
  return `${errors.length.toLocaleString('en-US')} errors in the rules; correct them, or move their files out of the folder:\n${listed.join('\n')}`;
}

/** Runs a program and resolves to what it printed, whatever its exit code. */
function run(
  file: string,
  args: readonly string[],
  stderr: 'inherit' | 'ignore',
  signal: AbortSignal | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', stderr] });
    const chunks: Buffer[] = [];
    const stop = () => child.kill();
    signal?.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', () => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(signal.reason);
      else resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

function parse<Result>(text: string): Result {
  try {
    return JSON.parse(text) as Result;
  } catch {
    throw new Error(`The compiler of Sigma rules ended without a result: ${visible(text, 400)}`);
  }
}
