import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileRules } from '../../lib/rules/compile-rules.js';
import { compiledShape } from '../../lib/rules/compiled-shape.js';
import type { RequestRule } from '../../lib/rules/rule.js';

let rules = 0;

/** A rule of a detection; JSON is YAML. */
export function ruleText(detection: unknown, more: Readonly<Record<string, unknown>> = {}): string {
  rules += 1;
  return JSON.stringify({
    title: `rule ${rules}`,
    id: `00000000-0000-4000-8000-${String(rules).padStart(12, '0')}`,
    logsource: { category: 'webserver' },
    detection,
    ...more,
  });
}

/** Compiles rule files, by their names, in a folder that is removed. */
export async function compiled(files: Readonly<Record<string, string>>): Promise<readonly RequestRule[]> {
  const folder = ruleFolder(files);
  try {
    const result = await compileRules(folder, { own: true });
    // Whatever is compiled can be read from the cache again.
    assert.equal(compiledShape(result, ''), undefined);
    return result.rules;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A temporary folder of files; whoever makes it removes it. */
export function ruleFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rules '));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** The message of the error that compiling rule files gives. */
export async function compileError(files: Readonly<Record<string, string>>): Promise<string> {
  return compiled(files).then(
    () => 'no error',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}
