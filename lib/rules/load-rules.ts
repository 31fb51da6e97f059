import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inputError } from '../text/input-error.js';
import type { CompiledRules } from './rule.js';

let shipped: CompiledRules | undefined;

/** Loads the rules of this project. */
export async function loadRules(folder?: string): Promise<CompiledRules> {
  if (folder !== undefined) throw inputError(`${folder}: rules of a folder are not supported yet.`);
  shipped ??= JSON.parse(readFileSync(path.join(__dirname, 'compiled.json'), 'utf8')) as CompiledRules;
  return shipped;
}
