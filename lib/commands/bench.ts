import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../jupyter/virtual-environment.js';

// `npm run bench -- NAME …` runs test/bench/NAME.ts; what it measures and prints is its own affair.
const folder = path.join(root, 'test', 'bench');
const names = (existsSync(folder) ? readdirSync(folder) : [])
  .flatMap((file) => /^([\w-]+)\.ts$/.exec(file)?.[1] ?? [])
  .sort();
const [name = '', ...args] = process.argv.slice(2);

if (names.includes(name)) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(folder, `${name}.ts`), ...args],
    {
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
} else {
  const help = name === '--help' || name === '';
  const text = `${help ? '' : `There is no benchmark "${name}". `}Usage: npm run bench -- NAME, where NAME is one of ${names.join(', ')}.`;
  if (name === '--help') console.log(text);
  else {
    console.error(text);
    process.exitCode = 1;
  }
}
