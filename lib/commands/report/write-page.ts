import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { executeNotebook } from '../../jupyter/export/execute-notebook.js';
import { standardInput } from '../../load/standard-input.js';
import { checkRecords } from './check-records.js';
import { cannotWrite, noRoom, outputDirectory } from './output-directory.js';
import { showProgress } from './show-progress.js';

/** What a command executes, and where its page goes. Paths are absolute. */
export interface PageTask {
  readonly notebook: string;
  /** Files of records; `-` is standard input. */
  readonly files: readonly string[];
  /** What the notebook is told besides TRAFFIC and REPORT_OUT. */
  readonly variables: Readonly<Record<string, string>>;
  readonly out: string;
  /** Name of the page in `out`. */
  readonly page: string;
  /** What the notebook must have written beside its page; it may write more. */
  readonly expected?: readonly string[];
  /** Where the user typed the command. */
  readonly from: string;
}

/**
 * Executes a notebook on records and puts its page, and all that it wrote, into a folder at once; then says what there
 * is. Signals of the user stop it, and whatever goes wrong leaves the folder as it was.
 *
 * @throws an InputError where records cannot be read or the folder cannot be written, the notebook's own error otherwise
 */
export async function writePage(task: PageTask): Promise<void> {
  const { notebook, out, page, from } = task;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const output = await outputDirectory(out);
  // The notebook runs in a process that has no standard input of the user's, so it is kept in a file.
  const input = task.files.includes('-') ? await standardInput(stop.signal) : null;
  const files = task.files.map((file) => (file === '-' && input !== null ? input.path : file));
  const progress = showProgress(`Executing the notebook ${path.basename(notebook, '.ipynb')}`);
  let written: readonly string[] = [];
  try {
    await executeNotebook(notebook, {
      html: path.join(output.aside, page),
      variables: { ...task.variables, TRAFFIC: files.join(path.delimiter), REPORT_OUT: output.aside },
      ready: checkRecords(files),
      signal: stop.signal,
      onProgress: progress.show,
    });
    const missing = task.expected?.find((file) => !existsSync(path.join(output.aside, file)));
    if (missing) throw new Error(`${notebook} did not write ${missing} into REPORT_OUT.`);
    written = readdirSync(output.aside).filter((file) => file !== page);
    // When the page is there, so is everything it speaks of.
    await output.publish(page);
  } catch (error) {
    await output.discard();
    const code = noRoom(error);
    throw code ? cannotWrite(out, { code }) : error;
  } finally {
    progress.end();
    await input?.remove();
  }
  const beside = written.length > 0 ? `, and beside it ${[...written].sort().join(', ')}` : '';
  console.log(`Wrote ${path.join(shown(out, from), page)}${beside}.`);
}

/** Relative where that is shorter to read. */
function shown(directory: string, from: string): string {
  const relative = path.relative(from, directory);
  return relative.startsWith('..') ? directory : relative;
}
