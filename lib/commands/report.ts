import path from 'node:path';
import { root } from '../jupyter/virtual-environment.js';
import { reportArguments } from './report/arguments.js';
import { tellFailure } from './report/tell-failure.js';
import { writePage } from './report/write-page.js';

async function report(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { files, out, notebook, redact } = reportArguments(process.argv.slice(2), { root, from });
  const isReport = notebook === path.join(root, 'notebooks', 'report.ipynb');
  await writePage({
    notebook,
    files,
    variables: redact ? { REDACT: '1' } : {},
    out,
    page: `${path.basename(notebook, '.ipynb')}.html`,
    expected: isReport ? ['scored.csv', 'summary.json'] : [],
    from,
  });
}

report().catch(tellFailure);
