import { closest, distance } from 'fastest-levenshtein';
import Papa from 'papaparse';
import { allColumns, trafficColumns } from '../schema/columns.js';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import { maskCredentials } from './credentials/mask-credentials.js';
import { type FieldMap, mappedColumn, proposedMap } from './field-map.js';
import { type NamedTable, namedTable } from './named-table.js';

/** Where a CSV file's header is and what its cells mean. */
export interface CsvHeader {
  readonly delimiter: string;
  /** 1-based line of the header in the file. */
  readonly line: number;
  /** One entry a cell: the schema's column name, or null for a column the schema does not know. */
  readonly cells: readonly (string | null)[];
  /** The cells as written in the file. */
  readonly written: readonly string[];
  /** What the columns mean where they are the fields of a log; SQL over `cells`. */
  readonly table?: NamedTable;
  /** Lines before the header, by whether there is anything in them. */
  readonly before: { readonly title: number; readonly blank: number };
}

const DELIMITERS = [',', '\t', ';', '|'];

/** A typo differs by at most this many letters. */
const MAX_TYPO_LETTERS = 2;
const normal = (name: string) =>
  name
    .replace(/^\ufeff/, '')
    .trim()
    .toLowerCase()
    .replaceAll('.', '_');
const known = new Set(allColumns.map((c) => c.name));

/**
 * Finds the header among the first lines of a CSV file: the line that has most column names of the schema.
 * Title and blank lines may stand before it, columns may come in any order, dotted or with underscores.
 *
 * @param head the beginning of the file
 * @param file its name, for errors
 * @param map names in the file by the column that they hold
 * @param hint what the file may be instead of a table, a sentence's end
 * @throws when no line looks like a header, a required column is missing, or a column's name looks mistyped
 */
export function findCsvHeader(head: string, file: string, map: FieldMap = {}, hint = ''): CsvHeader {
  const nameOf = (cell: string) => mappedColumn(map, cell.replace(/^\ufeff/, '')) ?? normal(cell);
  const { data, delimiter } = parseHead(head, nameOf, map);
  const matches = data.map((row) => new Set(row.map(nameOf).filter((name) => known.has(name))).size);
  const best = matches.indexOf(matches.reduce((most, n) => Math.max(most, n), 0));
  const written = (data[best] ?? []).map((cell) => cell.replace(/^\ufeff/, '').trim());
  // A column that the map names comes before one of the schema's own name.
  const mapped = written.map((cell) => mappedColumn(map, cell));
  const names = written.map((cell, i) => mapped[i] ?? (mapped.includes(normal(cell)) ? '' : normal(cell)));
  const cells = names.map((name, i) => (known.has(name) && names.indexOf(name) === i ? name : null));
  const absent = trafficColumns.filter((c) => !names.includes(c.name));
  const strangers = written.filter((_, i) => cells[i] === null);
  const missing = absent.filter((c) => c.required || similarName(c.name, strangers));
  if ((matches[best] ?? 0) === 0 || missing.length > 0) {
    const named = namedHeader(head);
    if (named) return named;
    const unmapped = Object.entries(map).find(
      ([, source]) =>
        matches[best]! > 0 &&
        !written.some((cell) => mappedColumn(map, cell) && cell.toLowerCase() === source.toLowerCase()),
    );
    if (unmapped)
      throw inputError(
        `${file}, line ${best + 1}: the header has no column "${visible(unmapped[1], 40)}", which --map names for ${unmapped[0]}; it has ${visible(maskCredentials(written.join(', ')), 200)}.`,
      );
    const proposal = data
      .slice(0, MAX_LEAD_LINES)
      .map((row) =>
        row.length < 3 ? null : proposedMap(row.map((cell) => cell.replace(/^\ufeff/, '').trim())),
      );
    const at = proposal.findIndex((one) => one !== null);
    const first = (data.find((row) => row.some((cell) => cell.trim() !== '')) ?? []).join(delimiter);
    throw inputError(
      (matches[best] ?? 0) < 3
        ? `${file}: no header line found; the first line is "${visible(maskCredentials(first), 80)}", but a line with the columns ${trafficColumns.map((c) => c.nameInFiles).join(', ')} was expected${at < 0 ? hint : `; if line ${at + 1} is the header, try ${proposal[at]}`}.`
        : `${file}, line ${best + 1}: the header lacks ${missing.map((c) => lacking(c.nameInFiles, strangers)).join(', ')}; rename the columns in the file${proposal[best] && missing.some((c) => c.required) ? `, or try ${proposal[best]}` : ''}.`,
    );
  }
  return {
    delimiter,
    line: best + 1,
    cells,
    written,
    before: linesBefore(data.slice(0, best)),
  };
}

/** Finds the header of a table whose columns are the fields of a log. */
function namedHeader(head: string): CsvHeader | undefined {
  for (const delimiter of DELIMITERS) {
    const { data } = Papa.parse<string[]>(head, { delimiter, preview: 20, skipEmptyLines: false });
    for (const [at, row] of data.entries()) {
      const written = row.map((cell) => cell.replace(/^\ufeff/, '').trim());
      const table = namedTable(written, (i) => `field_${i}`);
      if (table) {
        const before = linesBefore(data.slice(0, at));
        return {
          delimiter,
          line: at + 1,
          cells: written.map((_, i) => `field_${i}`),
          written,
          table,
          before,
        };
      }
    }
  }
  return undefined;
}

const linesBefore = (rows: readonly (readonly string[])[]) => {
  const blank = rows.filter((row) => row.every((cell) => normal(cell) === '')).length;
  return { title: rows.length - blank, blank };
};

/** Lines that are looked at closely; of those after them, only such as name a column that every header has. */
const MAX_LEAD_LINES = 100;

/** Divides the head's lines into cells by the delimiter that finds most column names. */
function parseHead(head: string, nameOf: (cell: string) => string, map: FieldMap) {
  const client = map.src_ip?.toLowerCase();
  const lines = head.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  const parsed = DELIMITERS.map((delimiter) => ({
    delimiter,
    data: lines.map((line, i) =>
      i < MAX_LEAD_LINES ||
      /src[._]ip/i.test(line) ||
      (client !== undefined && line.toLowerCase().includes(client))
        ? (Papa.parse<string[]>(line, { delimiter }).data[0] ?? [''])
        : [line],
    ),
  }));
  const score = ({ data }: (typeof parsed)[number]) =>
    data.reduce((most, row) => Math.max(most, row.filter((cell) => known.has(nameOf(cell))).length), 0);
  return parsed.reduce((best, other) => (score(other) > score(best) ? other : best));
}

/** The unknown column whose name is probably a misspelling of a name, if there is one. */
function similarName(name: string, strangers: readonly string[]): string | undefined {
  if (strangers.length === 0) return undefined;
  const nearest = closest(name, strangers.map(normal));
  return distance(name, nearest) <= MAX_TYPO_LETTERS
    ? strangers[strangers.map(normal).indexOf(nearest)]
    : undefined;
}

function lacking(source: string, strangers: readonly string[]): string {
  const typo = similarName(normal(source), strangers);
  if (typo !== undefined) return `${source} (has "${visible(typo, 40)}")`;
  const nearest = strangers.length > 0 ? closest(normal(source), strangers.map(normal)) : undefined;
  return nearest === undefined ? source : `${source} (nearest: "${visible(nearest, 40)}")`;
}
