import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { parseCommand } from '../parse-command.js';

/** Arguments of `npm run simulate`; paths are absolute. */
export interface SimulateArguments {
  readonly rows: number;
  readonly days: number;
  readonly seed: number;
  readonly scenario?: string;
  readonly out: string;
}

const wholeNumber = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new InvalidArgumentError(
      `It must be a whole number from ${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}.`,
    );
  return value;
};

/**
 * Reads the command line of `npm run simulate`. `--help` and wrong flags end the process, as commander does.
 *
 * @param args the arguments after the command's name
 * @param from the folder where the user typed the command
 */
export function simulateArguments(args: readonly string[], from: string): SimulateArguments {
  const file = (text: string) => path.resolve(from, text);
  const output = (text: string) => {
    if (!/\.(csv|parquet)$/.test(text)) throw new InvalidArgumentError('It must end in .csv or .parquet.');
    return file(text);
  };
  const command = new Command('npm run simulate --')
    .description('Writes simulated traffic records, and beside them the truth about each.')
    .option('--rows <n>', 'number of records', wholeNumber(1000, 100_000_000), 20_000)
    .option('--days <n>', 'number of days', wholeNumber(1, 366), 28)
    .option('--seed <n>', 'the same seed gives the same bytes', wholeNumber(0, 4_294_967_295), 1)
    .option('--scenario <file>', 'JSON with the parts of the world that differ from the default', file)
    .option('--out <file>', 'file to write, .csv or .parquet', output)
    .addHelpText(
      'after',
      '\nExample:\n  npm run simulate -- --rows 100000 --days 28 --seed 7 --out traffic.csv',
    )
    .allowExcessArguments(false);
  return parseCommand(command, args, ['out']).opts<SimulateArguments>();
}
