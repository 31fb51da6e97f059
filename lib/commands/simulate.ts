import path from 'node:path';
import { readScenario } from '../simulate/read-scenario.js';
import { defaultScenario } from '../simulate/scenario.js';
import { truthPath } from '../simulate/truth-path.js';
import { writeSimulation } from '../simulate/write-simulation.js';
import { inputError } from '../text/input-error.js';
import { simulateArguments } from './simulate/arguments.js';
import { rowProgress } from './simulate/row-progress.js';

async function simulate(): Promise<void> {
  const from = process.env.INIT_CWD ?? process.cwd();
  const { rows, days, seed, scenario, out } = simulateArguments(process.argv.slice(2), from);
  const options = { rows, days, seed, scenario: scenario ? readScenario(scenario) : defaultScenario };
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const progress = rowProgress(rows);
  try {
    const attacks = await writeSimulation(out, {
      ...options,
      signal: stop.signal,
      onProgress: progress.show,
    });
    progress.end();
    console.log(
      `Wrote ${path.relative(from, out)}: ${rows.toLocaleString('en-US')} simulated records, ` +
        `${attacks.toLocaleString('en-US')} of attacks; the truth is in ${path.relative(from, truthPath(out))}.`,
    );
  } catch (error) {
    progress.end();
    const { code } = error as NodeJS.ErrnoException;
    throw code ? inputError(`${out}: cannot be written (${code}); name another file with --out.`) : error;
  }
}

simulate().catch((error: Error) => {
  if (error.name === 'InputError') console.error(error.message);
  else if (error.name === 'AbortError') console.error('Stopped; nothing was written.');
  else console.error(error.stack);
  process.exitCode = 1;
});
