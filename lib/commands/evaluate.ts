import path from 'node:path';
import { root } from '../jupyter/virtual-environment.js';
import { evaluateArguments } from './evaluate/arguments.js';
import { reportFailure } from './page/report-failure.js';
import { writePage } from './page/write-page.js';

async function evaluate(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { file, label, split, out, redact, reading, values } = evaluateArguments(process.argv.slice(2), {
    root,
    from,
  });
  // For the processes that read the records, which inherit it.
  Object.assign(process.env, reading);
  await writePage({
    notebook: path.join(root, 'notebooks', 'evaluate.ipynb'),
    files: [file],
    variables: { LABEL: label, SPLIT: split, ...(redact && { REDACT: '1' }) },
    values,
    out,
    page: 'evaluation.html',
    expected: ['evaluation.json'],
    from,
  });
}

evaluate().catch(reportFailure);
