import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBType,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import { unzipSync } from 'fflate';
import type { WriteSheet } from 'hucre/xlsx';
import { ZipFile } from 'yazl';
import { localQuery } from '../../engine/copy-table.js';
import type { Engine } from '../../engine/engine.js';
import type { ResultColumn } from '../../engine/sql-result.js';
import { publishFile } from '../../files/publish.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { fillSheet } from './fill-sheet.js';
import { frame } from './frame.js';
import type { Sheet, SheetPart } from './sheet.js';
import { sheetParts } from './sheet-parts.js';

/** Excel's limit is 1,048,576 rows (Excel specifications and limits), the header among them. */
const MOST_ROWS = 1_048_575;
/** Larger levels take twice the time for files a tenth smaller. */
const COMPRESSION = 3;

let tables = 0;

/** Types that cells can have. */
const TYPES: Readonly<Record<string, DuckDBType>> = {
  TINYINT: INTEGER,
  SMALLINT: INTEGER,
  INTEGER,
  BIGINT,
  REAL: DOUBLE,
  DOUBLE,
  DECIMAL: DOUBLE,
  BOOLEAN,
  DATE: TIMESTAMP,
  TIMESTAMP,
};
const typeOf = ({ type }: ResultColumn): DuckDBType => TYPES[/^\w+/.exec(type)?.[0] ?? ''] ?? VARCHAR;

/** What a workbook is written with. */
export interface WorkbookOptions extends LongOperation {
  /** Rows a sheet may have besides its header, at most Excel's 1,048,575; further rows go to further sheets. */
  readonly rowsPerSheet?: number;
  /** Makes the sheet in front of the others, knowing how many sheets and rows they have. */
  readonly front?: (parts: readonly SheetPart[]) => WriteSheet;
}

/**
 * Writes the answers to questions as an Excel workbook, a sheet each: numbers and times typed, headers frozen and
 * filtered, charts native. Rows go from the engine into the file without a row object. The file is written aside
 * and renamed.
 *
 * @returns the sheets written, with the rows of each
 * @throws when the SQL is wrong, the file cannot be written, or the signal is aborted
 *
 * @example
 * await writeSheets(traffic, [{ name: 'By port', question: (await sql`select …`).question }], 'ports.xlsx');
 */
export async function writeSheets(
  { engine }: { readonly engine: Engine },
  sheets: readonly Sheet[],
  file: string,
  options: WorkbookOptions = {},
): Promise<readonly SheetPart[]> {
  const { signal } = options;
  return engine.withLocal(async (local) => {
    // The types and numbers of rows are known before anything is written, of answers that are in this process.
    const answered = await engine.during({ ...(signal && { signal }) }, async (asked) => {
      const found: Sheet[] = [];
      for (const sheet of sheets)
        found.push({ ...sheet, query: await localQuery(asked, local, sheet.query, typeOf) });
      return found;
    });
    return writeAnswers(local.connection, answered, file, options);
  });
}

async function writeAnswers(
  connection: DuckDBConnection,
  sheets: readonly Sheet[],
  file: string,
  { signal, onProgress, rowsPerSheet = MOST_ROWS, front }: WorkbookOptions,
): Promise<readonly SheetPart[]> {
  const target = path.resolve(file);
  await mkdir(path.dirname(target), { recursive: true });
  const made: string[] = [];
  try {
    return await publishFile(target, async (partial) => {
      const parts: SheetPart[] = [];
      for (const sheet of sheets) {
        signal?.throwIfAborted();
        tables += 1;
        made.push(`sheet_${tables}`);
        parts.push(
          ...(await sheetParts(connection, sheet, `sheet_${tables}`, Math.min(rowsPerSheet, MOST_ROWS))),
        );
      }
      await writeParts(connection, parts, front, partial, { signal, onProgress });
      return parts;
    });
  } finally {
    for (const table of made) await connection.run(`drop table if exists ${table}`);
  }
}

/** Writes the rows of the tables that the sheets were made into. */
async function writeParts(
  connection: DuckDBConnection,
  parts: readonly SheetPart[],
  front: WorkbookOptions['front'],
  file: string,
  { signal, onProgress }: LongOperation,
): Promise<void> {
  const first = front === undefined ? [] : [front(parts)];
  const { colToLetter, writeXlsx } = await import('hucre/xlsx');
  const prepared = unzipSync(
    await writeXlsx({
      sheets: [...first, ...(await Promise.all(parts.map(frame)))],
      namedRanges: parts.map((part) => filterName(part, colToLetter(part.columns.length - 1))),
    }),
  );
  const zip = new ZipFile();
  // A question that fails while its sheet is written has to fail the file: the archive does not pass that on.
  const fail = (error: Error) => (zip.outputStream as Readable).destroy(error);
  const finished = pipeline(zip.outputStream, createWriteStream(file), { ...(signal && { signal }) });
  const total = parts.reduce((sum, part) => sum + part.rows, 0);
  const done = { rows: 0 };
  for (const [name, bytes] of Object.entries(prepared)) {
    const number = Number(/^xl\/worksheets\/sheet(\d+)\.xml$/.exec(name)?.[1] ?? 0);
    const part = parts[number - 1 - first.length];
    if (number === 0 || part === undefined) zip.addBuffer(Buffer.from(bytes), name);
    else {
      const xml = Buffer.from(bytes).toString('utf8');
      const pieces = fillSheet(connection, part, xml, (rows) => {
        done.rows += rows;
        onProgress?.({ done: done.rows, total, unit: 'rows' });
      });
      zip.addReadStreamLazy(name, { compressionLevel: COMPRESSION }, (use) =>
        use(null, Readable.from(pieces, { objectMode: false }).on('error', fail)),
      );
    }
  }
  zip.end();
  await finished;
}

/** LibreOffice shows a filter only where this built-in name has its range (ECMA-376, 18.2.5). */
function filterName({ name, rows }: SheetPart, last: string) {
  const range = `'${name.replaceAll("'", "''")}'!$A$1:$${last}$${rows + 1}`;
  return { name: '_xlnm._FilterDatabase', range, scope: name };
}
