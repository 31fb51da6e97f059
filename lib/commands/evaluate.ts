import path from 'node:path';
import { executeNotebook } from '../jupyter/export/execute-notebook.js';
import { root } from '../jupyter/virtual-environment.js';
import { evaluateArguments } from './evaluate/arguments.js';
import { checkRecords } from './report/check-records.js';
import { outputDirectory } from './report/output-directory.js';
import { showProgress } from './report/show-progress.js';
import { tellFailure } from './report/tell-failure.js';

async function evaluate(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { file, label, split, out } = evaluateArguments(process.argv.slice(2), { root, from });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const output = await outputDirectory(out);
  const progress = showProgress('Executing the evaluation notebook');
  try {
    await executeNotebook(path.join(root, 'notebooks', 'evaluate.ipynb'), {
      html: path.join(output.aside, 'evaluation.html'),
      variables: { TRAFFIC: file, LABEL: label, SPLIT: split },
      ready: checkRecords(file),
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

evaluate().catch(tellFailure);
