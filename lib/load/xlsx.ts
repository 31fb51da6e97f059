import { readFile, writeFile } from 'node:fs/promises';
import type { CellObject, WorkSheet } from '@e965/xlsx';
import { unzipSync } from 'fflate';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import type { InputFile } from './input-file.js';

/** Day numbers of 1970-01-01 in the two calendars that workbooks have. */
const DAYS_1900 = 25_569;
const DAYS_1904 = 24_107;

/** A workbook is unpacked in memory; a sheet holds 1,048,576 rows at most. */
const MAX_BYTES = 200 * 1024 * 1024;

/** What is to be said of a workbook. */
export interface SheetNotes {
  /** Phrases about what was read and what was not. */
  readonly notes: readonly string[];
}

/**
 * Writes a sheet of a workbook as CSV, a row a line, with times in ISO 8601: the first sheet that has a column src_ip, or else
 * the first. Blank rows stay blank, so that rows keep their numbers; rows that only have colours are blank.
 *
 * @param local times get no zone, and so are of the one that the options name; otherwise they are UTC
 * @throws an InputError when the workbook is larger than 200 MiB, damaged, empty or protected by a password, or when a formula has
 *   no value
 */
export async function xlsxToCsv(file: InputFile, target: string, local = false): Promise<SheetNotes> {
  const bytes = await readFile(file.path);
  if (bytes.length > MAX_BYTES)
    throw inputError(`${file.displayName}: is larger than 200 MiB; save the sheet as CSV and give that.`);
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le')))
    throw inputError(`${file.displayName}: is protected by a password; save it without one.`);
  const { read, SSF, utils } = await import('@e965/xlsx');
  const open = (sheet: number) => {
    try {
      return read(bytes, { cellNF: true, dense: true, sheetStubs: true, sheets: sheet });
    } catch (error) {
      const { message } = error as Error;
      throw inputError(
        /password/i.test(message)
          ? `${file.displayName}: is protected by a password; save it without one.`
          : `${file.displayName}: is no readable workbook (${message}); save it again as XLSX.`,
      );
    }
  };
  let book = open(0);
  const names = book.SheetNames;
  let name = names[0] ?? '';
  for (let i = 1; i < names.length && !hasHeader(book.Sheets[name]); i++) {
    const other = open(i);
    if (hasHeader(other.Sheets[names[i]!])) [book, name] = [other, names[i]!];
  }
  const sheet = book.Sheets[name];
  if (sheet === undefined)
    throw inputError(`${file.displayName}: has no sheet; records were expected on the first.`);
  // A date is a number of days that its format shows as a date ("1/1/24"); what is wanted is the time itself, to the
  // millisecond. Workbooks know no zone.
  const epoch = book.Workbook?.WBProps?.date1904 ? DAYS_1904 : DAYS_1900;
  const textOf = (cell: CellObject, row: number, column: number): string => {
    if (cell.t === 'z' || cell.v === undefined) {
      if (cell.f === undefined) return '';
      const place = utils.encode_cell({ r: row, c: column });
      throw inputError(
        `${file.displayName}: the formula in cell ${place} of the sheet "${visible(name, 40)}" has no value; open the workbook in a spreadsheet program and save it again.`,
      );
    }
    if (cell.t === 'e') return cell.w ?? '';
    if (cell.t === 'b') return cell.v ? 'TRUE' : 'FALSE';
    const isDate = cell.t === 'n' && cell.z !== undefined && SSF.is_date(String(cell.z));
    if (!isDate) return String(cell.v);
    const time = new Date(Math.round((Number(cell.v) - epoch) * 86_400_000));
    if (Number.isNaN(time.getTime())) return String(cell.v);
    return local ? time.toISOString().slice(0, -1) : time.toISOString();
  };
  const lines: string[] = [];
  // A sheet has no cells where a row ends in empty ones, a table has one for each column.
  let width = 0;
  // Rows and cells that a sheet does not have are holes, which forEach passes over: one cell may be in XFD1048576.
  sheet['!data']?.forEach((cells, row) => {
    const texts: string[] = [];
    cells?.forEach((cell, column) => {
      const text = cell ? textOf(cell, row, column) : '';
      if (text !== '') texts[column] = quoted(text);
    });
    if (width === 0 && cells?.some(namesClient)) width = texts.length;
    if (texts.length === 0) return;
    if (texts.length < width) texts.length = width;
    lines[row] = Array.from(texts, (text) => text ?? '').join(',');
  });
  await writeFile(target, Array.from(lines, (line) => `${line ?? ''}\n`).join(''));
  const others = names.filter((other) => other !== name).map((other) => `"${visible(other, 40)}"`);
  if (others.length === 0) return { notes: [] };
  return {
    notes: [
      `sheet "${visible(name, 40)}" was read, ${others.slice(0, 5).join(', ')}${others.length > 5 ? ` and ${others.length - 5} more` : ''} not`,
    ],
  };
}

const quoted = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Whether a column is named src_ip in one of the first rows. */
const hasHeader = (sheet: WorkSheet | undefined): boolean =>
  (sheet?.['!data'] ?? []).slice(0, 100).some((cells) => cells?.some(namesClient));

const namesClient = (cell: CellObject | undefined): boolean =>
  /^\s*src[._]ip\s*$/i.test(String(cell?.v ?? ''));

/** A full sheet of records (1,048,576 rows) unpacks to less (assumed). */
const MAX_UNPACKED_BYTES = 1024 ** 3;

/**
 * Refuses a workbook whose directory says that it unpacks to more than 1 GiB, without unpacking anything.
 *
 * @throws an InputError then; a damaged directory is left to who reads the workbook
 */
export async function refuseZipBomb(file: InputFile): Promise<void> {
  let unpacked = 0;
  const bytes = await readFile(file.path);
  try {
    unzipSync(bytes, {
      filter: ({ originalSize }) => {
        unpacked += originalSize;
        return false;
      },
    });
  } catch {
    return;
  }
  if (unpacked > MAX_UNPACKED_BYTES)
    throw inputError(
      `${file.displayName}: unpacks to more than 1 GiB, as a decompression bomb does; save its sheet as CSV and give that.`,
    );
}
