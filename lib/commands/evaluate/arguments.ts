import path from 'node:path';
import { Command, Option } from 'commander';
import { SPLITS, type SplitBy } from '../../evaluate/splits.js';
import { absoluteName } from '../../load/file-names.js';
import { maskTyped } from '../../load/redact/mask-typed.js';
import { outputName } from '../page/output-name.js';
import { addReadingFlags, type ReadingFlags, readingFlags } from '../page/reading-flags.js';
import { parseCommand } from '../parse-command.js';

/** Arguments of `npm run evaluate`; paths are absolute. */
export interface EvaluateArguments extends ReadingFlags {
  readonly file: string;
  readonly label: string;
  readonly split: SplitBy;
  readonly out: string;
  /** Addresses and the values of queries are to be masked. */
  readonly redact: boolean;
}

/**
 * Reads the command line of `npm run evaluate`. `--help` and wrong flags end the process, as commander does.
 *
 * @param args the arguments after the command's name
 * @param folders the repository, where the default output is, and where the user typed the command
 * @throws an InputError when the file's name holds the character that separates file names
 */
export function evaluateArguments(
  args: readonly string[],
  { root, from }: { readonly root: string; readonly from: string },
): EvaluateArguments {
  const command = new Command('npm run evaluate --')
    .description(
      'Judges every detector by a label column of a file of traffic records, and writes evaluation.html (splits, warnings, a table and curves) and evaluation.json.',
    )
    .argument('<file>', 'file of traffic records with labels')
    .option(
      '--label <column>',
      'its label column: truth, label, is_suspicious, is_attack, class and the like, or rule_names, observation_name, detection_types',
    )
    .addOption(
      new Option(
        '--split <by>',
        "what records judged by do not share with those learned from: the source's /24 or /48 network, its autonomous system (ASN); or they come later",
      )
        .choices(SPLITS)
        .default('network'),
    )
    .option('--redact', 'mask addresses and the values of queries, the same value alike')
    .option('--out <dir>', 'folder for the output (default: reports/evaluate- and the name of the file)')
    .addHelpText('after', '\nExample:\n  npm run evaluate -- labelled.csv --label is_suspicious');
  addReadingFlags(command);
  parseCommand(command, args, ['label']);
  const file = absoluteName(from, command.args[0]!);
  const {
    label,
    split,
    out,
    redact = false,
  } = command.opts<{ label: string; split: SplitBy; out?: string; redact?: boolean }>();
  const name = redact ? maskTyped(outputName(file), 'masked') : outputName(file);
  return {
    ...readingFlags(command),
    file,
    label,
    split,
    out: out ? path.resolve(from, out) : path.join(root, 'reports', `evaluate-${name}`),
    redact,
  };
}
