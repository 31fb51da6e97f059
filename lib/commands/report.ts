import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isCellError } from '../jupyter/export/cell-error.js';
import { executeNotebook } from '../jupyter/export/execute-notebook.js';
import { root } from '../jupyter/virtual-environment.js';
import { inputError } from '../load/input-error.js';
import { openTraffic } from '../load/open-traffic.js';
import { standardInput } from '../load/standard-input.js';
import { reportArguments } from './report/arguments.js';
import { cannotWrite, outputDirectory } from './report/output-directory.js';
import { showProgress } from './report/show-progress.js';

/** What the notebook and its export must have written; the notebook may write more. */
const outputs = ['scored.csv', 'summary.json', 'report.html'];

async function report(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { files: named, out } = reportArguments(process.argv.slice(2), { root, from });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const output = await outputDirectory(out);
  // The notebook runs in a process that has no standard input of the user's, so it is kept in a file.
  const input = named.includes('-') ? await standardInput(stop.signal) : null;
  const files = named.map((file) => (file === '-' && input !== null ? input.path : file));
  const progress = showProgress('Executing the report notebook');
  let written: readonly string[] = [];
  try {
    await executeNotebook(path.join(root, 'notebooks', 'report.ipynb'), {
      html: path.join(output.aside, 'report.html'),
      variables: { TRAFFIC: files.join(path.delimiter), REPORT_OUT: output.aside },
      ready: check(files),
      signal: stop.signal,
      onProgress: progress.show,
    });
    const missing = outputs.find((file) => !existsSync(path.join(output.aside, file)));
    if (missing) throw new Error(`notebooks/report.ipynb did not write ${missing} into REPORT_OUT.`);
    written = readdirSync(output.aside).filter((file) => file !== 'report.html');
    // When the report is there, so is everything it speaks of.
    await output.publish('report.html');
  } catch (error) {
    await output.discard();
    throw /ENOSPC|No space left on device/.test(String(error)) ? cannotWrite(out, { code: 'ENOSPC' }) : error;
  } finally {
    progress.end();
    await input?.remove();
  }
  console.log(
    `Wrote ${path.join(shown(out, from), 'report.html')}, and beside it ${[...written].sort().join(', ')}.`,
  );
}

/** Relative where that is shorter to read. */
function shown(directory: string, from: string): string {
  const relative = path.relative(from, directory);
  return relative.startsWith('..') ? directory : relative;
}

/** Reads the records while the kernel starts: a wrong file is told at once, and a right one is then in the cache. */
async function check(files: readonly string[]): Promise<void> {
  const traffic = await openTraffic(files);
  traffic.connection.closeSync();
}

report().catch((error: Error) => {
  const told = isCellError(error) && error.ename === 'InputError' ? inputError(error.evalue) : error;
  if (told.name === 'InputError') console.error(told.message);
  else if (told.name === 'AbortError') console.error('Stopped; nothing was written.');
  else if (isCellError(told)) console.error(`${told.traceback}\n\n${told.message}`);
  else console.error(told.stack);
  process.exitCode = 1;
});
