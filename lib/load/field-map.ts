import { closest, distance } from 'fastest-levenshtein';
import { allColumns } from '../schema/columns.js';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import { COLUMN_NAMES } from './formats/request-names.js';

/** Names in a file, by the column of the schema that they hold. */
export type FieldMap = Readonly<Record<string, string>>;

const columnOf = (written: string) => {
  const name = written.trim().toLowerCase().replaceAll('.', '_');
  return allColumns.find((column) => column.name === name)?.name;
};

/**
 * Reads a map such as `src_ip=clientAddress,bytes_out=respBytes`.
 *
 * @throws an InputError for a part that is no pair, a column that the schema does not have, or one that is given twice
 */
export function fieldMap(given: string | FieldMap): FieldMap {
  const pairs =
    typeof given === 'string'
      ? given
          .split(',')
          .filter((pair) => pair.trim() !== '')
          .map(
            (pair) =>
              [pair.slice(0, Math.max(0, pair.indexOf('='))), pair.slice(pair.indexOf('=') + 1)] as const,
          )
      : Object.entries(given);
  const map: Record<string, string> = {};
  for (const [written, source] of pairs) {
    const column = columnOf(written);
    if (column === undefined || source.trim() === '')
      throw inputError(
        `--map "${visible(`${written}=${source}`, 60)}": column=name was expected, such as src_ip=clientAddress; the columns are ${allColumns.map(({ name }) => name).join(', ')}.`,
      );
    if (column in map) throw inputError(`--map: ${column} is given twice.`);
    map[column] = source.trim();
  }
  return map;
}

/** A map as it is written on the command line. */
export const mapText = (map: FieldMap): string =>
  Object.entries(map)
    .map(([column, source]) => `${column}=${source}`)
    .join(',');

/** The column that a name in a file holds by the map; undefined where the map does not have it. */
export function mappedColumn(map: FieldMap, written: string): string | undefined {
  const plain = written.trim().toLowerCase();
  return Object.entries(map).find(([, source]) => source.toLowerCase() === plain)?.[0];
}

const plainName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Proposes a map for names that are not the schema's: known names of other tools, else the nearest in spelling.
 *
 * @returns the map as an option, null where nothing is like a required column
 */
export function proposedMap(names: readonly string[]): string | null {
  const absent = allColumns.filter((column) => !names.some((name) => columnOf(name) === column.name));
  const free = names.filter((name) => columnOf(name) === undefined && /^[^,=]+$/.test(name));
  const taken = new Set<string>();
  const map: Record<string, string> = {};
  for (const { name } of absent) {
    const known = [name, ...(COLUMN_NAMES[name] ?? [])].map(plainName);
    const found = known
      .map((one) => free.find((written) => !taken.has(written) && plainName(written) === one))
      .find((one) => one !== undefined);
    const source =
      found ??
      nearest(
        name,
        free.filter((written) => !taken.has(written)),
      );
    if (source === undefined) continue;
    taken.add(source);
    map[name] = source;
  }
  const isWhole = absent.every(({ name, required }) => !required || name in map);
  return isWhole && Object.keys(map).length > 0 ? `--map ${shellText(mapText(map))}` : null;
}

/** A typo differs by at most this many letters. */
const MAX_TYPO_LETTERS = 2;

function nearest(column: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const best = closest(plainName(column), names.map(plainName));
  return distance(plainName(column), best) <= MAX_TYPO_LETTERS
    ? names.find((name) => plainName(name) === best)
    : undefined;
}

/** A text as one word of a shell. */
const shellText = (text: string) =>
  /^[\w.,=:@/-]+$/.test(text) ? text : `'${visible(text, 200).replaceAll("'", "'\\''")}'`;
