import path from 'node:path';
import { isCellError } from '../jupyter/export/cell-error.js';
import { executeNotebook } from '../jupyter/export/execute-notebook.js';
import { root } from '../jupyter/virtual-environment.js';
import { inputError } from '../load/input-error.js';
import { openTraffic } from '../load/open-traffic.js';
import { evaluateArguments } from './evaluate/arguments.js';
import { outputDirectory } from './report/output-directory.js';
import { showProgress } from './report/show-progress.js';

async function evaluate(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { file, label, out } = evaluateArguments(process.argv.slice(2), { root, from });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const output = await outputDirectory(out);
  const progress = showProgress('Executing the evaluation notebook');
  try {
    await executeNotebook(path.join(root, 'notebooks', 'evaluate.ipynb'), {
      html: path.join(output.aside, 'evaluation.html'),
      variables: { TRAFFIC: file, LABEL: label },
      ready: check(file),
      signal: stop.signal,
      onProgress: progress.show,
    });
    await output.publish('evaluation.html');
  } catch (error) {
    await output.discard();
    throw error;
  } finally {
    progress.end();
  }
  console.log(`Wrote ${path.relative(from, path.join(out, 'evaluation.html'))}.`);
}

/** Reads the records while the kernel starts: a wrong file is told at once, and a right one is then in the cache. */
async function check(file: string): Promise<void> {
  const traffic = await openTraffic(file);
  traffic.connection.closeSync();
}

evaluate().catch((error: Error) => {
  const told = isCellError(error) && error.ename === 'InputError' ? inputError(error.evalue) : error;
  if (told.name === 'InputError') console.error(told.message);
  else if (told.name === 'AbortError') console.error('Stopped; nothing was written.');
  else if (isCellError(told)) console.error(`${told.traceback}\n\n${told.message}`);
  else console.error(told.stack);
  process.exitCode = 1;
});
