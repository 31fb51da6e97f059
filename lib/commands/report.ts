import path from 'node:path';
import { root } from '../jupyter/virtual-environment.js';
import { reportFailure } from './page/report-failure.js';
import { writePage } from './page/write-page.js';
import { reportArguments } from './report/arguments.js';

async function report(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { redact, ...given } = reportArguments(process.argv.slice(2), { root, from });
  const { notebook } = given;
  const isReport = notebook === path.join(root, 'notebooks', 'report.ipynb');
  await writePage({
    ...given,
    variables: redact ? { REDACT: '1' } : {},
    page: `${path.basename(notebook, '.ipynb')}.html`,
    expected: isReport ? ['scored.csv', 'summary.json'] : [],
    from,
  });
}

report().catch(reportFailure);
