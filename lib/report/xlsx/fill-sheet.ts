import type { DuckDBConnection } from '@duckdb/node-api';
import { cellFrame } from './row-xml.js';
import { rowsXml } from './rows-xml.js';
import type { SheetPart } from './sheet.js';

const SAMPLE = /<row r="2"[^>]*>.*?<\/row>/s;

/**
 * Puts the rows into a sheet that the library prepared, in place of its row of zeros, and gives the sheet's
 * XML piece by piece.
 *
 * @param xml the prepared sheet
 * @param onRows gets the number of rows written since its last call
 */
export async function* fillSheet(
  connection: DuckDBConnection,
  part: SheetPart,
  xml: string,
  onRows: (rows: number) => void,
): AsyncGenerator<Buffer> {
  const { colToLetter, rangeRef } = await import('hucre/xlsx');
  const letters = part.columns.map((_, i) => colToLetter(i));
  const sample = SAMPLE.exec(xml)?.[0] ?? '';
  const frames = letters.map((letter) =>
    cellFrame(letter, new RegExp(`<c r="${letter}2"( s="\\d+")`).exec(sample)?.[1] ?? ''),
  );
  const [before = '', after = ''] = xml
    .replace(
      /<dimension ref="[^"]*"\/>/,
      `<dimension ref="${rangeRef(0, 0, part.rows, letters.length - 1)}"/>`,
    )
    .replace(SAMPLE, '')
    .split('</sheetData>');
  yield Buffer.from(before);
  yield* rowsXml(connection, part, frames, onRows);
  yield Buffer.from(`</sheetData>${after}`);
}
