import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { executeNotebook } from '../jupyter/export/execute-notebook.js';
import { root } from '../jupyter/virtual-environment.js';
import { standardInput } from '../load/standard-input.js';
import { reportArguments } from './report/arguments.js';
import { checkRecords } from './report/check-records.js';
import { cannotWrite, noRoom, outputDirectory } from './report/output-directory.js';
import { showProgress } from './report/show-progress.js';
import { tellFailure } from './report/tell-failure.js';

/** What the report notebook must have written besides its page; it may write more. */
const outputs = ['scored.csv', 'summary.json'];

async function report(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { files: named, out, notebook, redact } = reportArguments(process.argv.slice(2), { root, from });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const output = await outputDirectory(out);
  // The notebook runs in a process that has no standard input of the user's, so it is kept in a file.
  const input = named.includes('-') ? await standardInput(stop.signal) : null;
  const files = named.map((file) => (file === '-' && input !== null ? input.path : file));
  const name = path.basename(notebook, '.ipynb');
  const page = `${name}.html`;
  const progress = showProgress(`Executing the notebook ${name}`);
  let written: readonly string[] = [];
  try {
    await executeNotebook(notebook, {
      html: path.join(output.aside, page),
      variables: {
        TRAFFIC: files.join(path.delimiter),
        REPORT_OUT: output.aside,
        ...(redact && { REDACT: '1' }),
      },
      ready: checkRecords(files),
      signal: stop.signal,
      onProgress: progress.show,
    });
    const missing =
      notebook === path.join(root, 'notebooks', 'report.ipynb') &&
      outputs.find((file) => !existsSync(path.join(output.aside, file)));
    if (missing) throw new Error(`notebooks/report.ipynb did not write ${missing} into REPORT_OUT.`);
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

report().catch(tellFailure);
