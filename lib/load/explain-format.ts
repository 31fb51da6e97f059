import { visible } from '../text/visible.js';
import { maskCredentials } from './credentials/mask-credentials.js';
import { proposedMap } from './field-map.js';
import { collectPlaces, parseObject } from './formats/json-log.js';
import type { LineFormat, MappingOptions, Misfit } from './formats/line-format.js';
import { formatsFor, recognizeFormat } from './formats/recognise.js';
import { WRAPPERS } from './wrappers.js';

/** How well a format fits the first lines of a file. */
export interface FormatTrial {
  readonly format: Pick<LineFormat, 'name' | 'title'>;
  /** How many of the lines fit. */
  readonly matched: number;
  readonly of: number;
  /** The first line that does not fit, and where it stops fitting as far as that is known. */
  readonly failure?: { readonly line: number; readonly text: string } & Partial<Misfit>;
}

/** Tries every format on lines, each line by itself; those that fit best come first, of equal ones the more general. */
export function tryFormats(lines: readonly string[], options: MappingOptions = {}): readonly FormatTrial[] {
  return formatsFor(undefined, options)
    .map((format): FormatTrial => {
      const misfits = lines.map((line) => misfit(format, lines, line, options));
      const failed = misfits.findIndex((one) => one !== null);
      return {
        format,
        matched: misfits.filter((one) => one === null).length,
        of: lines.length,
        ...(failed >= 0 && { failure: { line: failed + 1, text: lines[failed]!, ...misfits[failed]! } }),
      };
    })
    .reverse()
    .sort((a, b) => b.matched - a.matched || (b.failure?.share ?? 0) - (a.failure?.share ?? 0));
}

/** Where a line stops fitting; an empty object where a format does not say it. */
function misfit(
  { misfit: of, mapping }: LineFormat,
  lines: readonly string[],
  line: string,
  options: MappingOptions,
): Partial<Misfit> | null {
  if (of) return of(line);
  const header = lines.find((one) => one.startsWith('#Fields:'));
  return mapping(header === undefined || header === line ? [line] : [header, line], options) === null
    ? {}
    : null;
}

/** A line that fits fewer of a format's parts is no line of it (assumed). */
const MIN_SHARE = 0.25;

/** The nearest format of lines that were not recognised, and the option that would help: the end of a sentence, or nothing. */
export function nearestFormat(lines: readonly string[], options: MappingOptions): string {
  const { lines: bare } = unwrapLines(lines);
  const names = jsonNames(bare);
  if (names.length > 0) {
    const proposal = proposedMap(names);
    return proposal === null
      ? '; --map says which of its keys hold src_ip and creation_time'
      : `; try ${proposal}`;
  }
  const [best] = tryFormats(bare, options);
  const { failure } = best ?? {};
  const fits = best !== undefined && (best.matched > 0 || (failure?.share ?? 0) >= MIN_SHARE);
  if (!fits)
    return '; --fields names the fields of a layout of your own, and --explain-format shows what was tried';
  const where =
    failure?.column === undefined
      ? ''
      : `, and line ${failure.line} stops fitting at column ${failure.column}, where ${visible(failure.expected ?? '', 60)} was expected`;
  return `; the nearest is ${best.format.name} (${best.matched} of ${best.of} lines fit${where}), and --fields names the fields of a layout of your own`;
}

/** The dotted names of the values in lines of JSON. */
function jsonNames(lines: readonly string[]): readonly string[] {
  const places = new Map<string, readonly string[]>();
  for (const line of lines) {
    const object = parseObject(line);
    if (object !== null) collectPlaces(object, [], places);
  }
  return [...places.values()].map((place) => place.join('.'));
}

/** Takes lines out of what is around most of them. */
function unwrapLines(lines: readonly string[]): {
  readonly lines: readonly string[];
  readonly around: readonly string[];
} {
  const around: string[] = [];
  let bare = lines;
  for (let depth = 0; depth < 4; depth++) {
    const found = WRAPPERS.map(({ name, unwrap }) => ({
      name,
      messages: bare.flatMap((line) => unwrap(line)?.message ?? []),
    })).find(({ messages }) => messages.length > bare.length / 2);
    if (found === undefined) break;
    around.push(found.name);
    bare = found.messages;
  }
  return { lines: bare, around };
}

/** Explains how a file's first lines were recognised: what is around them, each format that was tried, and where the best one fails. */
export function explainLines(lines: readonly string[], options: MappingOptions = {}): readonly string[] {
  const recognized = recognizeFormat(lines, undefined, options);
  const { lines: bare, around } = recognized
    ? { lines: recognized.lines, around: recognized.layers.map(({ wrapper }) => wrapper.name) }
    : unwrapLines(lines);
  const trials = tryFormats(bare, options);
  const best = recognized ? trials.find(({ format }) => format.name === recognized.format.name) : trials[0];
  const { failure } = best ?? {};
  return [
    recognized ? `read as ${recognized.format.name} (${recognized.format.title})` : 'not recognized as a log',
    ...around.map((name) => `around each line: ${name}`),
    ...trials.map(({ format, matched, of }) => `${format.name}: ${matched} of ${of} lines`),
    ...(best && failure
      ? [
          `${best.format.name} fails at line ${failure.line}${failure.column === undefined ? '' : `, column ${failure.column}: ${failure.expected} was expected`}: "${failedText(failure.text, failure.column)}"`,
        ]
      : []),
  ];
}

/** What stands where a line does not fit, without credentials. */
function failedText(text: string, column = 1): string {
  const masked = maskCredentials(text);
  const before = text.slice(0, Math.max(0, column - 1));
  return visible(masked.startsWith(before) ? masked.slice(before.length) : masked, 80);
}
