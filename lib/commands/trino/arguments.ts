import { Argument, Command, InvalidArgumentError } from 'commander';
import { parseCommand } from '../parse-command.js';

/** Arguments of `npm run trino`. */
export interface TrinoArguments {
  readonly command: 'start' | 'stop' | 'status';
  readonly port: number;
  readonly workers: number;
  /** Heap of each node in GB. */
  readonly memory: number;
}

/** Default port, number of workers, and memory of a node in GB. */
const defaults = { port: 8476, workers: 0, memory: 1 };

/**
 * Parses the command line of `npm run trino`; `--help` and wrong flags end the process, as commander does.
 *
 * @param args the arguments after the command's name
 */
export function trinoArguments(args: readonly string[]): TrinoArguments {
  const parsed = parseCommand(
    new Command('npm run trino --')
      .description(
        'Runs a Trino on this machine, on loopback, for tests and trials; the first start fetches it.',
      )
      .addArgument(new Argument('<command>').choices(['start', 'stop', 'status']))
      .option(
        '--port <n>',
        'where the coordinator listens; workers take the next ones',
        wholeNumber(1024, 65_000),
        defaults.port,
      )
      .option('--workers <n>', 'nodes besides the coordinator', wholeNumber(0, 8), defaults.workers)
      .option('--memory <GB>', 'memory of each node', wholeNumber(1, 256), defaults.memory),
    args,
  );
  return { command: parsed.args[0] as TrinoArguments['command'], ...parsed.opts<typeof defaults>() };
}

const wholeNumber = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
  return value;
};
