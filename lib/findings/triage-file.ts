import { createReadStream, statSync } from 'node:fs';
import { Parser } from 'htmlparser2';
import { html } from '../text/html.js';
import { inputError } from '../text/input-error.js';
import { jsonForScript } from '../text/json-script.js';
import { visible } from '../text/visible.js';
import type { Finding } from './finding.js';
import type { Ledger } from './investigate.js';
import { TRIAGE_STATUSES, type TriageStatus } from './triage-status.js';

/** Version of the format; a field that goes away or changes its meaning raises it. */
const SCHEMA = 'suspicious-web-traffic/triage/1';
/** Id of the script element of a page that holds its triage. */
const ELEMENT = 'triage';
const MAX_FILE_BYTES = 512 * 1024 ** 2;
const MAX_JSON_CHARACTERS = 32 * 1024 ** 2;
const MAX_ENTRIES = 100_000;

/** What an analyst said of one finding, and how the finding was at that time. */
export interface TriageEntry {
  readonly id: string;
  readonly kind: string;
  readonly status: TriageStatus;
  readonly note: string;
  readonly who: string;
  /** ISO 8601. */
  readonly when: string;
  readonly severity: Finding['severity'];
  readonly targets: readonly string[];
  /** Result of its attempts; null where it is not about requests. */
  readonly outcome: string | null;
}

/** The triage of a report: exported from its page, or saved in it. */
export interface Triage {
  readonly schema: string;
  readonly version: string;
  /** Files and time range of the report. */
  readonly report: string;
  readonly entries: readonly TriageEntry[];
}

/** What a page holds of its findings besides: how they are now, for entries that the analyst makes. */
interface EmbeddedTriage extends Triage {
  readonly findings: readonly Pick<TriageEntry, 'id' | 'kind' | 'severity' | 'targets' | 'outcome'>[];
}

const { version }: { version: string } = require('../../package.json');

/** The script element that holds the triage of a page. It is data, never code. */
export function triageScript({ findings, suppressed, report = '' }: Ledger) {
  const all = [...findings, ...suppressed];
  const now = ({ id, kind, severity, targets, outcome }: Finding) => ({
    id,
    kind,
    severity,
    targets,
    outcome: outcome?.result ?? null,
  });
  const embedded: EmbeddedTriage = {
    schema: SCHEMA,
    version,
    report,
    entries: all.flatMap((finding) => {
      const { triage } = finding;
      if (triage === undefined || triage.changed !== null) return [];
      const { changed: _, ...said } = triage;
      return [{ ...now(finding), ...said }];
    }),
    findings: all.map(now),
  };
  return html`<script type="application/json" id=${ELEMENT} dangerouslySetInnerHTML=${{ __html: jsonForScript(embedded) }} />`;
}

/**
 * Reads the triage of an earlier report: the JSON that its page exports, or the page itself.
 *
 * @param file path of a `.json` or `.html` file
 * @throws an InputError when the file is missing or too large, is neither, or holds an entry that cannot be used
 *
 * @example
 * const triage = await readTriage('triage.json');
 */
export async function readTriage(file: string): Promise<Triage> {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size;
  if (bytes === undefined)
    throw inputError(`${file}: there is no such file; name a triage file or an earlier report.`);
  if (bytes > MAX_FILE_BYTES)
    throw inputError(
      `${file}: has ${bytes.toLocaleString('en-US')} bytes, which is too large for a triage; export it from the page as JSON.`,
    );
  const json = await jsonOf(file);
  if (json === null)
    throw inputError(
      `${file}: is no JSON and has no triage in it; give the JSON or the page (report.html) of an earlier report.`,
    );
  return parseTriage(json, file);
}

/** The JSON of a file, or that of the page's triage element: a stream, since pages hold all their records. */
async function jsonOf(file: string): Promise<string | null> {
  let found: string | null = null;
  let isJson: boolean | undefined;
  let whole = '';
  let inside = false;
  const parser = new Parser({
    onopentag: (name, { id, type }) => {
      inside = found === null && name === 'script' && id === ELEMENT && type === 'application/json';
      if (inside) found = '';
    },
    ontext: (text) => {
      if (inside) found = grown(found ?? '', text, file);
    },
    onclosetag: (name) => {
      if (name === 'script') inside = false;
    },
  });
  for await (const chunk of createReadStream(file, 'utf8')) {
    const text = String(chunk);
    isJson ??= /^\ufeff?\s*\{/.test(text);
    if (isJson) whole = grown(whole, text, file);
    else parser.write(text);
    if (found !== null && !inside) break;
  }
  return isJson ? whole.replace(/^\ufeff/, '') : found;
}

function grown(text: string, more: string, file: string): string {
  if (text.length + more.length > MAX_JSON_CHARACTERS)
    throw inputError(`${file}: its triage is too large to be read.`);
  return text + more;
}

/**
 * Checks a triage.
 *
 * @param name of the file, for errors
 * @throws an InputError that says what is wrong
 */
export function parseTriage(json: string, name: string): Triage {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw inputError(`${name}: its triage is no valid JSON (${visible((error as Error).message, 100)}).`);
  }
  const { schema, version: made, report, entries } = fieldsOf(value);
  if (schema !== SCHEMA)
    throw inputError(`${name}: is no triage of this version: “schema” is ${shown(schema)}, not “${SCHEMA}”.`);
  if (!Array.isArray(entries) || entries.length > MAX_ENTRIES)
    throw inputError(
      `${name}: “entries” must be a list of at most ${MAX_ENTRIES.toLocaleString('en-US')} findings.`,
    );
  return {
    schema: SCHEMA,
    version: textOf(made, 100) ?? '',
    report: textOf(report, 1000) ?? '',
    entries: entries.map((entry: unknown, i) => {
      const parsed = entryOf(fieldsOf(entry));
      if (typeof parsed === 'string') throw inputError(`${name}: entry ${i + 1}: ${parsed}.`);
      return parsed;
    }),
  };
}

const SEVERITIES: readonly string[] = ['info', 'low', 'medium', 'high'];

/** An entry, or what is wrong with it. */
function entryOf(given: Readonly<Record<string, unknown>>): TriageEntry | string {
  const { id, kind, status, note, who, when, severity, targets, outcome } = given;
  if (typeof id !== 'string' || !/^[0-9a-f]{12}$/.test(id)) return `“id” is ${shown(id)}, not 12 hex digits`;
  if (!TRIAGE_STATUSES.some((one) => one === status))
    return `“status” is ${shown(status)}; there are ${TRIAGE_STATUSES.join(', ')}`;
  if (!SEVERITIES.includes(String(severity)))
    return `“severity” is ${shown(severity)}; there are ${SEVERITIES.join(', ')}`;
  if (typeof when !== 'string' || Number.isNaN(Date.parse(when)))
    return `“when” is ${shown(when)}, not a time`;
  const names = Array.isArray(targets) ? targets.slice(0, 1000).flatMap((one) => textOf(one, 200) ?? []) : [];
  return {
    id,
    kind: textOf(kind, 100) ?? '',
    status: status as TriageStatus,
    note: textOf(note, 10_000) ?? '',
    who: textOf(who, 200) ?? '',
    when: new Date(when).toISOString(),
    severity: severity as Finding['severity'],
    targets: names,
    outcome: textOf(outcome, 100),
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
const textOf = (value: unknown, most: number): string | null =>
  typeof value === 'string' ? value.slice(0, most) : null;
const shown = (value: unknown): string =>
  value === undefined ? 'missing' : visible(JSON.stringify(value) ?? '', 60);
