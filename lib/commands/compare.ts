import path from 'node:path';
import { root } from '../jupyter/virtual-environment.js';
import { joinNames } from '../load/file-names.js';
import { compareArguments } from './compare/arguments.js';
import { reportFailure } from './page/report-failure.js';
import { writePage } from './page/write-page.js';

async function compare(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { before, after, out, redact, filter, reading, values } = compareArguments(process.argv.slice(2), {
    root,
    from,
  });
  // For the processes that read the records, which inherit it.
  Object.assign(process.env, reading);
  await writePage({
    notebook: path.join(root, 'notebooks', 'compare.ipynb'),
    files: [after],
    also: [before],
    variables: { BEFORE: joinNames([before]), CUT: '', ...(redact && { REDACT: '1' }) },
    filter,
    values,
    out,
    page: 'compare.html',
    expected: ['compare.json'],
    from,
  });
}

compare().catch(reportFailure);
