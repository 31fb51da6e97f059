import path from 'node:path';
import { Command } from 'commander';
import { publishText } from '../files/publish.js';
import { compileRules } from '../rules/compile-rules.js';
import { findRuleFiles } from '../rules/rule-files.js';
import { formatCount } from '../text/format-count.js';
import { parseCommand } from './parse-command.js';

const folder = path.join(__dirname, '..', 'rules');

/** Compiles the project's rules into `lib/rules/compiled.json`. */
async function main() {
  parseCommand(
    new Command('npm run rules').description('Compiles lib/rules/*.yml into lib/rules/compiled.json.'),
    process.argv.slice(2),
  );
  const { fingerprint } = await findRuleFiles(folder);
  const { rules } = await compileRules(folder, { own: false });
  const file = path.join(folder, 'compiled.json');
  await publishText(file, `${JSON.stringify({ fingerprint, rules }, null, 1)}\n`);
  console.log(`${formatCount(rules.length, 'rule')} compiled into ${path.relative(process.cwd(), file)}.`);
}

main().catch((error: Error) => {
  console.error(error.name === 'InputError' ? error.message : error.stack);
  process.exitCode = 1;
});
