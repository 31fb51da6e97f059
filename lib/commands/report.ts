import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { readModelState } from '../detect/read-model-state.js';
import { readTriage } from '../findings/triage-file.js';
import { root } from '../jupyter/virtual-environment.js';
import { loadRules } from '../rules/load-rules.js';
import { inputError } from '../text/input-error.js';
import { FINDINGS_FILES } from './page/keep-formats.js';
import { reportFailure } from './page/report-failure.js';
import { writePage } from './page/write-page.js';
import { FOLDER_VARIABLES, reportArguments } from './report/arguments.js';

async function report(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { redact, model, saveModel, rules, triage, reading, saveMap, explainFormat, ...given } =
    reportArguments(process.argv.slice(2), { root, from });
  const { notebook } = given;
  const isReport = notebook === path.join(root, 'notebooks', 'report.ipynb');
  // For the processes that read the records, which inherit it.
  Object.assign(process.env, reading);
  if (explainFormat) {
    const { explainFormats } = await import('../load/explain-files.js');
    for (const line of await explainFormats(given.files)) console.log(line);
    return;
  }
  // Before minutes of work.
  if (model) await readModelState(model);
  if (rules) await loadRules(rules);
  if (triage) await readTriage(triage);
  if (triage && redact)
    console.error(
      '--triage: is not applied with --redact: ids of findings are those of masked addresses there.',
    );
  if (saveModel && existsSync(saveModel) && !statSync(saveModel).isDirectory())
    throw inputError(`${saveModel}: is a file; name a folder for the model with --save-model.`);
  await writePage({
    ...given,
    variables: {
      ...(redact && { REDACT: '1' }),
      // Set in any case: what the shell has in them is not of this command.
      [FOLDER_VARIABLES.model]: model ?? '',
      [FOLDER_VARIABLES.saveModel]: saveModel ?? '',
      [FOLDER_VARIABLES.rules]: rules ?? '',
      [FOLDER_VARIABLES.triage]: triage ?? '',
    },
    page: `${path.basename(notebook, '.ipynb')}.html`,
    expected: isReport ? ['scored.csv', 'summary.json', ...FINDINGS_FILES] : [],
    from,
  });
  if (saveMap) {
    const [{ readingOf }, saved] = await Promise.all([
      import('../load/load-file.js'),
      import('../load/saved-maps.js'),
    ]);
    console.log(`Saved the map in ${path.relative(from, await saved.saveMap(readingOf({})))}.`);
  }
  if (saveModel) console.log(`Saved the model in ${saveModel}.`);
}

report().catch(reportFailure);
