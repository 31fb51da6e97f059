import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { inputError } from '../text/input-error.js';

/** More files than this are not an analyst's rules but a folder named by mistake. */
const MAX_RULE_FILES = 5_000;
const EXTENSIONS = ['.yml', '.yaml'];
const COMPILER = path.join(__dirname, 'compiler');

/** The rule files of a folder. */
export interface RuleFiles {
  /** Absolute path. */
  readonly folder: string;
  /** A text that changes with any rule file and with the compiler. */
  readonly fingerprint: string;
}

/**
 * Finds the rule files of a folder and its subfolders; hidden ones are left out.
 *
 * @param folder path, relative to the working directory
 * @throws an InputError when there is no such folder, or no file in it ends in `.yml` or `.yaml`
 *
 * @example
 * const { fingerprint } = await findRuleFiles('my-rules');
 */
export async function findRuleFiles(folder: string): Promise<RuleFiles> {
  const absolute = path.resolve(folder);
  const stats = await stat(absolute).catch(() => undefined);
  if (!stats?.isDirectory())
    throw inputError(
      `${folder} is ${stats ? 'a file' : 'not there'}: name the folder that holds the Sigma rules, files that end in .yml.`,
    );
  const names = (await filesIn(absolute, '')).filter((name) =>
    EXTENSIONS.includes(path.extname(name).toLowerCase()),
  );
  if (names.length === 0)
    throw inputError(`${folder} holds no Sigma rules: their files end in .yml or .yaml.`);
  if (names.length > MAX_RULE_FILES)
    throw inputError(
      `${folder} holds ${names.length.toLocaleString('en-US')} files that end in .yml or .yaml: name the folder of rules itself.`,
    );
  const compiler = (await readdir(COMPILER)).filter((name) => /\.py$|^requirements\.txt$/.test(name));
  const files = [
    ...names.map((name) => [name, path.join(absolute, name)] as const),
    ...compiler.sort().map((name) => [`compiler/${name}`, path.join(COMPILER, name)] as const),
  ];
  const hash = createHash('sha256');
  for (const [name, file] of files) {
    const content = await readFile(file);
    hash.update(JSON.stringify([name, content.length])).update(content);
  }
  return { folder: absolute, fingerprint: hash.digest('hex') };
}

async function filesIn(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = path.posix.join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) names.push(...(await filesIn(root, name)));
    else if (entry.isFile()) names.push(name);
  }
  return names;
}
