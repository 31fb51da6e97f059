import path from 'node:path';
import { Command } from 'commander';
import { absoluteName } from '../../load/file-names.js';
import { recordFilter } from '../../load/filter/record-filter.js';
import { maskTyped } from '../../load/redact/mask-typed.js';
import { outputName } from '../page/output-name.js';
import { addReadingFlags, type ReadingFlags, readingFlags } from '../page/reading-flags.js';
import { parseCommand } from '../parse-command.js';

/** Arguments of `npm run compare`; paths are absolute. */
export interface CompareArguments extends ReadingFlags {
  readonly before: string;
  readonly after: string;
  readonly out: string;
  readonly redact: boolean;
  /** Filters that both captures pass. */
  readonly filter: { readonly where?: readonly string[] };
}

/**
 * Reads the command line of `npm run compare`. `--help` and wrong flags end the process, as commander does.
 *
 * @param args the arguments after the command's name
 * @param folders the repository, where the default output is, and where the user typed the command
 * @throws an InputError when a file's name holds the character that separates file names, or a filter cannot
 *   be read
 */
export function compareArguments(
  args: readonly string[],
  { root, from }: { readonly root: string; readonly from: string },
): CompareArguments {
  const command = new Command('npm run compare --')
    .description(
      'Compares two captures of traffic records and writes compare.html and compare.json: new and gone sources, changed rates with intervals, new findings.',
    )
    .argument('<before>', 'file, folder or quoted pattern of the earlier records')
    .argument('<after>', 'file, folder or quoted pattern of the later records')
    .option('--out <dir>', 'folder for the output (default: reports/compare- and the names of both)')
    .option(
      '--filter <column=values>',
      'compare only records such as "country=DE,US"; may be given again',
      (one: string, others: readonly string[]) => [...others, one],
      [],
    )
    .option('--redact', 'mask addresses and the values of queries, the same value alike in both')
    .addHelpText('after', '\nExample:\n  npm run compare -- monday.csv tuesday.csv');
  addReadingFlags(command);
  parseCommand(command, args);
  const [before, after] = command.args.map((file) => absoluteName(from, file)) as [string, string];
  const { out, filter, redact } = command.opts<{
    out?: string;
    filter: readonly string[];
    redact?: boolean;
  }>();
  recordFilter({ where: filter });
  const name = `compare-${outputName(before)}-${outputName(after)}`;
  return {
    ...readingFlags(command),
    before,
    after,
    out: out
      ? path.resolve(from, out)
      : path.join(root, 'reports', redact ? maskTyped(name, 'masked') : name),
    redact: redact ?? false,
    filter: filter.length > 0 ? { where: filter } : {},
  };
}
