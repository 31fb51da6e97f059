import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { publishFolder } from '../files/publish.js';
import { CACHE } from '../load/cache.js';
import type { LongOperation } from '../progress/long-operation.js';
import { inputError } from '../text/input-error.js';
import { compileRules } from './compile-rules.js';
import { compiledShape } from './compiled-shape.js';
import type { CompiledRules } from './rule.js';
import { findRuleFiles } from './rule-files.js';

let shipped: CompiledRules | undefined;

/** The rules that the project brings along, compiled by `npm run rules`. */
function shippedRules(): CompiledRules {
  shipped ??= JSON.parse(readFileSync(path.join(__dirname, 'compiled.json'), 'utf8')) as CompiledRules;
  return shipped;
}

/**
 * Loads the rules on requests: those that the project brings along and, after them, those of a folder. A rule of the folder
 * replaces the one that has its id.
 *
 * The folder holds Sigma rules in `.yml` or `.yaml` files. They are compiled when their text is new, for which Python ≥ 3.11 is
 * needed, and cached by their content and the compiler's. SQL in the cache that the compiler does not write is not run.
 *
 * @param folder path, relative to the working directory; the project's rules alone when left out
 * @param options `signal` stops the compiler; none by default
 * @throws an InputError that names file, rule and field of what does not translate, or says what is missing of Python
 *
 * @example
 * const { rules } = await loadRules();
 * rules.filter(({ class: attack }) => attack === 'sql-injection').map(({ name }) => name);
 */
export async function loadRules(folder?: string, { signal }: LongOperation = {}): Promise<CompiledRules> {
  if (folder === undefined) return shippedRules();
  const { rules: own } = await compiledOnce(folder, signal);
  const replaced = new Set(own.map(({ id }) => id));
  return { rules: [...shippedRules().rules.filter(({ id }) => !replaced.has(id)), ...own] };
}

async function compiledOnce(folder: string, signal: AbortSignal | undefined): Promise<CompiledRules> {
  const files = await findRuleFiles(folder);
  const key = createHash('sha256').update(`rules ${files.fingerprint}`).digest('hex').slice(0, 32);
  const directory = path.join(CACHE, key);
  const cached = await readFile(path.join(directory, 'rules.json'), 'utf8').catch(() => undefined);
  if (cached !== undefined) {
    const now = new Date();
    await utimes(directory, now, now).catch(() => undefined);
    return checked(cached, path.join(directory, 'rules.json'));
  }
  const compiled = await compileRules(files.folder, { own: true, signal });
  await publishFolder(directory, (partial) =>
    writeFile(path.join(partial, 'rules.json'), JSON.stringify(compiled)),
  );
  return compiled;
}

/** Compiled rules from a cache, which somebody else may have written. */
function checked(cached: string, file: string): CompiledRules {
  let compiled: unknown;
  try {
    compiled = JSON.parse(cached);
  } catch {
    throw inputError(`${file} is damaged: remove its folder, and the rules are compiled anew.`);
  }
  const wrong = compiledShape(compiled, '');
  if (wrong !== undefined)
    throw inputError(
      `${file} is no set of compiled rules: see ${wrong} in it; remove its folder, and the rules are compiled anew.`,
    );
  return compiled as CompiledRules;
}
