import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { absoluteName } from '../../load/file-names.js';
import { type FilterOptions, recordFilter } from '../../load/filter/record-filter.js';
import type { OpenOptions } from '../../load/open-options.js';
import { maskTyped } from '../../load/redact/mask-typed.js';
import { inputError } from '../../text/input-error.js';
import { visible } from '../../text/visible.js';
import { REPORT_FORMATS, type ReportFormat } from '../page/keep-formats.js';
import { outputName } from '../page/output-name.js';
import { addReadingFlags, readingFlags } from '../page/reading-flags.js';
import { parseCommand } from '../parse-command.js';
import { findNotebook } from './find-notebook.js';

/** Environment variables that name folders of models and rules, and the file of a triage, to the notebook. */
export const FOLDER_VARIABLES = {
  model: 'REPORT_MODEL',
  saveModel: 'REPORT_SAVE_MODEL',
  rules: 'REPORT_RULES',
  triage: 'REPORT_TRIAGE',
} as const;

/** What the user asked `npm run report` for; all paths are absolute, `-` is standard input. */
export interface ReportArguments {
  readonly files: readonly string[];
  readonly out: string;
  /** The notebook to execute. */
  readonly notebook: string;
  /** Addresses and the values of queries are to be masked; they are in the title and in the default of `out`. */
  readonly redact: boolean;
  /** Title of the page; undefined leaves the notebook's own. */
  readonly title?: string;
  /** Code is shown unfolded. */
  readonly showCode: boolean;
  /** What is written, in the order asked for; undefined is the page and all that the notebook writes. */
  readonly formats?: readonly ReportFormat[];
  /** Which records are opened. */
  readonly filter: FilterOptions;
  /** How files are read, by the environment variable that tells it. */
  readonly reading?: Readonly<Record<string, string>>;
  /** The layout and the map are to be saved. */
  readonly saveMap?: boolean;
  /** Only what the formats of the files are is asked for. */
  readonly explainFormat?: boolean;
  /** How values are read that do not say it themselves. */
  readonly values?: Pick<OpenOptions, 'timeFormat' | 'timeZone' | 'thousands'>;
  /** Folder of the model that scores the records; undefined to train one on them. */
  readonly model?: string;
  /** Folder in which the trained model is saved. */
  readonly saveModel?: string;
  /** Folder of Sigma rules that are matched beside the project's own. */
  readonly rules?: string;
  /** Triage of an earlier report: its JSON, or its page. */
  readonly triage?: string;
}

/**
 * Reads the command line of `npm run report`. `--help` and wrong flags end the process, as commander does.
 *
 * @param args the arguments after the command's name
 * @param folders the repository, where the defaults are, and where the user typed the command
 * @throws an InputError when a file's name holds the character that separates file names, or there is no such
 *   notebook
 */
export function reportArguments(
  args: readonly string[],
  { root, from }: { readonly root: string; readonly from: string },
): ReportArguments {
  const command = new Command('npm run report --')
    .description(
      'Executes notebooks/report.ipynb on traffic records and writes report.html, scored.csv, summary.json, workbook.xlsx, findings.json, findings.stix.json, findings.ocsf.json and attack-layer.json; or any other notebook, and writes its page.',
    )
    .argument(
      '[files...]',
      'files, folders and quoted patterns ("logs/**/*.gz") of traffic records, - for standard input (default: data/cybersecurity_data.csv)',
    )
    .option('--out <dir>', "folder for the output (default: reports/ and the first file's name)")
    .option(
      '--notebook <name>',
      'another notebook: one of notebooks/, such as 04-investigate, or a path',
      'report',
    )
    .option(
      '--redact',
      'mask addresses and the values of queries, the same value alike (credentials always are)',
    )
    .option(
      '--save-map',
      'keep --fields and --map in data/maps, to be found again for files of the same kind',
    )
    .option(
      '--explain-format',
      'only say which formats were tried on each file, and where the best one fails',
    )
    .option('--title <text>', 'title of the page')
    .option('--show-code', 'show the code of each cell unfolded')
    .option(
      '--filter <column=values>',
      'open only records such as "country=DE,US", port=443,8000-8999, source=198.51.100.0/24, status!=200, "uri=/admin*" or rule=none; may be given again',
      (one: string, others: readonly string[]) => [...others, one],
      [],
    )
    .addOption(
      new Option(
        '--model <folder>',
        'score by the model saved there in place of one that is trained on these records',
      ).conflicts('saveModel'),
    )
    .option('--save-model <folder>', 'save the model that is trained on these records')
    .option('--rules <folder>', 'match the Sigma rules (.yml) in it beside those of the project')
    .option(
      '--triage <file>',
      'fold findings that were accepted or false positives in an earlier report, until they change: the JSON that its page exports, or the page',
    )
    .option(
      '--from <time>',
      'open only records from this time on, such as 2024-04-25 or 2024-04-25T14:00 (UTC)',
    )
    .option('--to <time>', 'open only records before this time, or of this day and earlier (UTC)')
    .option(
      '--format <formats>',
      'only these of html, pdf (by an installed Chrome), md, and, for the report itself, xlsx, json, csv',
    )
    .addHelpText(
      'after',
      '\nCSV, JSON, Parquet, XLSX, AWS VPC flow, WAF, load balancer, S3 and CloudFront logs, logs of web servers and proxies (data/README.md has them all); text also as gzip, bzip2, xz or zstd.\n\nExamples:\n  npm run report -- traffic.csv --out reports/monday\n  npm run report -- monday.csv tuesday.csv\n  npm run report -- logs/\n  npm run report -- traffic.csv --notebook 04-investigate\n  npm run report -- traffic.csv --filter country=DE,US --from 2024-04-25 --format html,pdf\n  npm run report -- monday.csv --save-model models/monday\n  npm run report -- tuesday.csv --model models/monday\n  npm run report -- access.log --rules my-rules\n  npm run report -- tuesday.csv --triage reports/monday/report.html\n  npm run report -- logs/ --proxies 10.0.0.0/8\n  npm run report -- app.json --map src_ip=clientAddress,creation_time=at --save-map\n  npm run report -- odd.log --explain-format\n  zcat traffic.csv.gz | npm run report -- -',
    );
  addReadingFlags(command);
  parseCommand(command, args);
  const files =
    command.args.length > 0
      ? command.args.map((file) => absoluteName(from, file))
      : [path.join(root, 'data', 'cybersecurity_data.csv')];
  const given = command.opts<{
    out?: string;
    notebook: string;
    redact?: boolean;
    title?: string;
    showCode?: boolean;
    filter: readonly string[];
    from?: string;
    to?: string;
    format?: string;
    model?: string;
    saveModel?: string;
    rules?: string;
    triage?: string;
    fields?: string;
    map?: string;
    saveMap?: boolean;
    explainFormat?: boolean;
  }>();
  const { out, notebook, redact, title, showCode, format } = given;
  const filter = {
    ...(given.filter.length > 0 && { where: given.filter }),
    ...(given.from && { from: given.from }),
    ...(given.to && { to: given.to }),
  };
  // Told before anything is read.
  recordFilter(filter);
  const { reading, values } = readingFlags(command);
  if (given.saveMap && given.fields === undefined && given.map === undefined)
    throw inputError('--save-map: there is nothing to save; give --fields or --map.');
  const typed = redact ? maskTyped : (text: string) => text;
  const file = findNotebook(notebook, { root, from });
  for (const [option, flag] of [
    ['model', '--model'],
    ['saveModel', '--save-model'],
    ['rules', '--rules'],
    ['triage', '--triage'],
  ] as const) {
    const variable = FOLDER_VARIABLES[option];
    if (given[option] !== undefined && !readFileSync(file, 'utf8').includes(variable))
      throw inputError(`${notebook}: this notebook does not read ${variable}; leave out ${flag}.`);
  }
  return {
    files,
    out: out ? path.resolve(from, out) : path.join(root, 'reports', typed(stem(files), 'masked')),
    notebook: file,
    redact: redact ?? false,
    ...(title?.trim() && { title: typed(titleOf(title)) }),
    showCode: showCode ?? false,
    ...(format !== undefined && { formats: formatsOf(format) }),
    filter,
    ...(Object.keys(reading).length > 0 && { reading }),
    ...(given.saveMap && { saveMap: true }),
    ...(given.explainFormat && { explainFormat: true }),
    ...(Object.keys(values).length > 0 && { values }),
    ...(given.model !== undefined && { model: path.resolve(from, given.model) }),
    ...(given.saveModel !== undefined && { saveModel: path.resolve(from, given.saveModel) }),
    ...(given.rules !== undefined && { rules: path.resolve(from, given.rules) }),
    ...(given.triage !== undefined && { triage: path.resolve(from, given.triage) }),
  };
}

/** Longest title, in characters: a heading and the name of a window. */
const MAX_TITLE = 200;

/** A title in one line, what cannot be seen in it shown. */
function titleOf(given: string): string {
  const title = given.split(/\s+/).filter(Boolean).join(' ');
  if (title.length > MAX_TITLE)
    throw inputError(
      `--title: has ${title.length.toLocaleString('en-US')} characters; give at most ${MAX_TITLE}.`,
    );
  return visible(title);
}

function formatsOf(text: string): readonly ReportFormat[] {
  const names = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const isFormat = (name: string): name is ReportFormat => Object.hasOwn(REPORT_FORMATS, name);
  const odd = names.find((name) => !isFormat(name));
  if (odd !== undefined || names.length === 0)
    throw inputError(
      `--format ${text}: ${odd ?? 'nothing'} cannot be written; there are ${Object.keys(REPORT_FORMATS).join(', ')}.`,
    );
  return [...new Set(names.filter(isFormat))];
}

function stem(files: readonly string[]): string {
  const first = outputName(files[0] ?? '');
  return files.length > 1 ? `${first}-and-${files.length - 1}-more` : first;
}
