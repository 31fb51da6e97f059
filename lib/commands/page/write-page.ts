import { existsSync, readdirSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { executeNotebook } from '../../jupyter/export/execute-notebook.js';
import { isRemote, joinNames } from '../../load/file-names.js';
import type { FilterOptions } from '../../load/filter/record-filter.js';
import type { OpenOptions } from '../../load/open-options.js';
import { standardInput } from '../../load/standard-input.js';
import { inputError } from '../../text/input-error.js';
import { checkRecords } from './check-records.js';
import { FINDINGS_FILES, keepFormats, type ReportFormat } from './keep-formats.js';
import { cannotWrite, diskFullCode, outputDirectory } from './output-directory.js';
import { printPdf, startChrome } from './print-pdf.js';
import { terminalProgress } from './terminal-progress.js';

/** What a command executes, and where its page goes. Paths are absolute. */
export interface PageTask {
  readonly notebook: string;
  /** Files of records; `-` is standard input. */
  readonly files: readonly string[];
  /** Files that the notebook reads besides, each to be read by itself. */
  readonly also?: readonly string[];
  /** What the notebook is told besides TRAFFIC and REPORT_OUT. */
  readonly variables: Readonly<Record<string, string>>;
  readonly out: string;
  /** Name of the page in `out`. */
  readonly page: string;
  /** What the notebook must have written beside its page; it may write more. */
  readonly expected?: readonly string[];
  /** Title of the page in place of the notebook's. */
  readonly title?: string | undefined;
  readonly showCode?: boolean;
  /** What is to be left in `out`; left out: the page and all that the notebook writes. */
  readonly formats?: readonly ReportFormat[] | undefined;
  /** Which records are opened. */
  readonly filter?: FilterOptions;
  /** How values are read that do not say it themselves. */
  readonly values?: Pick<OpenOptions, 'timeFormat' | 'timeZone' | 'thousands'>;
  /** Where the user typed the command. */
  readonly from: string;
}

/**
 * Executes a notebook on records and puts its page, and all that it wrote, into a folder at once; then says
 * what there is. Signals of the user stop it, and whatever goes wrong leaves the folder as it was.
 *
 * @throws an InputError where records cannot be read or the folder cannot be written, the notebook's own
 *   error otherwise
 */
export async function writePage(task: PageTask): Promise<void> {
  const { notebook, out, page, from, formats, title, showCode, filter = {}, values = {} } = task;
  const named = (extension: string) => page.replace(/html$/, extension);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  for (const input of [...task.files, ...(task.also ?? [])]) await refuseOverwrite(input, task);
  const output = await outputDirectory(out);
  // What an earlier run wrote there is not read as records, here and in the processes started here.
  process.env.TRAFFIC_OUTPUT = out;
  let chrome: Browser | undefined;
  let input: Awaited<ReturnType<typeof standardInput>> | undefined;
  const progress = terminalProgress(`Executing the notebook ${path.basename(notebook, '.ipynb')}`);
  let last = page;
  let written: readonly string[] = [];
  try {
    // Before minutes of work: whether what prints is there.
    if (formats?.includes('pdf')) chrome = await startChrome();
    // The notebook runs in a process that has no standard input of the user's, so it is kept in a file.
    if (task.files.includes('-')) input = await standardInput(stop.signal);
    const files = task.files.map((file) => (file === '-' ? (input?.path ?? file) : file));
    await executeNotebook(notebook, {
      html: path.join(output.aside, page),
      title,
      showCode,
      markdown: formats?.includes('md') ? path.join(output.aside, named('md')) : undefined,
      variables: {
        ...task.variables,
        ...filterVariables(filter),
        ...valueVariables(values),
        TRAFFIC_OUTPUT: out,
        TRAFFIC: joinNames(files),
        REPORT_OUT: output.aside,
      },
      ready: checkRecords(
        { inputs: [files, ...(task.also ?? []).map((file) => [file])], filter: { ...filter, ...values } },
        { signal: stop.signal },
      ),
      signal: stop.signal,
      onProgress: progress.show,
    });
    const missing = task.expected?.find((file) => !existsSync(path.join(output.aside, file)));
    if (missing) throw new Error(`${notebook} did not write ${missing} into REPORT_OUT.`);
    if (chrome) await printPdf(chrome, path.join(output.aside, page), path.join(output.aside, named('pdf')));
    if (formats) keepFormats(output.aside, formats, page);
    [last = page, ...written] = readdirSync(output.aside).sort(
      (a, b) => Number(b === page) - Number(a === page),
    );
    // When the page is there, so is everything it speaks of.
    await output.publish(last);
  } catch (error) {
    await output.discard();
    const code = diskFullCode(error);
    throw code ? cannotWrite(out, { code }) : error;
  } finally {
    progress.end();
    await chrome?.close();
    await input?.remove();
  }
  const beside = written.length > 0 ? `, and beside it ${[...written].sort().join(', ')}` : '';
  console.log(`Wrote ${path.join(shown(out, from), last)}${beside}.`);
}

/** What a report writes beside its page. */
const WRITTEN = ['scored.csv', 'summary.json', 'workbook.xlsx', ...FINDINGS_FILES];

/** Refuses to write over what is read: evidence stays as it is. */
async function refuseOverwrite(input: string, { out, page, expected = [] }: PageTask): Promise<void> {
  if (input === '-' || isRemote(input) || !existsSync(input) || !existsSync(out)) return;
  const file = await realpath(input);
  const { name } = path.parse(page);
  const names = [...WRITTEN, ...expected, page, `${name}.md`, `${name}.pdf`];
  for (const written of names) {
    const target = path.join(out, written);
    if (existsSync(target) && (await realpath(target)) === file)
      throw inputError(`${input}: would be overwritten by the output; name another folder with --out.`);
  }
}

/** The filter as the notebook's openTraffic reads it. */
const filterVariables = ({ where, from, to }: FilterOptions) => ({
  ...(where && { TRAFFIC_FILTER: [where].flat().join('\n') }),
  ...(from && { TRAFFIC_FROM: from }),
  ...(to && { TRAFFIC_TO: to }),
});

/** How values are read, as the notebook's openTraffic reads it. */
const valueVariables = ({ timeFormat, timeZone, thousands }: NonNullable<PageTask['values']>) => ({
  ...(timeFormat && { TRAFFIC_TIME_FORMAT: [timeFormat].flat().join('\n') }),
  ...(timeZone && { TRAFFIC_TIME_ZONE: timeZone }),
  ...(thousands && { TRAFFIC_THOUSANDS: thousands }),
});

/** Relative where that is shorter to read. */
function shown(directory: string, from: string): string {
  const relative = path.relative(from, directory);
  return relative.startsWith('..') ? directory : relative;
}
