import { inputError } from '../text/input-error.js';
import { decodeText, utf16 } from './decode-text.js';
import { compression, decompress } from './decompress.js';
import type { InputFile } from './input-file.js';
import { readHead } from './read-head.js';
import { refuseZipBomb, xlsxToCsv } from './xlsx.js';

/** Gives a new path in the working directory of a load. */
export type Scratch = () => string;

/** How workbooks before 2007 begin, and those with a password. */
const OLE = '\u00d0\u00cf\u0011\u00e0';

/** A file as it can be read: the same one, or one written anew from it. */
export interface Readable {
  readonly path: string;
  readonly head: Buffer;
  readonly kind: 'text' | 'parquet';
  /** It was a sheet: a row is a line whatever line breaks are in its cells. */
  readonly rowIsLine?: boolean;
  /** Phrases about what was read and what was not. */
  readonly notes?: readonly string[];
}

/**
 * Takes a file out of its compression, workbook or UTF-16.
 *
 * @param localTimes times of a workbook are of the zone that the options name, not of UTC
 * @throws an InputError when it is damaged, or binary of another kind
 */
export async function plainText(
  file: InputFile,
  scratch: Scratch,
  signal?: AbortSignal,
  localTimes = false,
): Promise<Readable> {
  let path = file.path;
  let head = await readHead(path, file.displayName);
  const move = async (make: (target: string) => Promise<void>) => {
    const target = scratch();
    await make(target);
    path = target;
    head = await readHead(path, file.displayName);
  };
  const packed = compression(head);
  if (packed !== null) await move((target) => decompress(file, packed, target, signal));
  const magic = head.toString('latin1', 0, 4);
  if (magic === 'PAR1') return { path, head, kind: 'parquet' };
  const source = { displayName: file.displayName, path };
  if (magic === 'PK\u0003\u0004' || magic === OLE) {
    await refuseZipBomb(source);
    let notes: readonly string[] = [];
    await move(async (target) => {
      ({ notes } = await xlsxToCsv(source, target, localTimes));
    });
    return { path, head, kind: 'text', rowIsLine: true, notes };
  }
  const wide = utf16(head);
  if (wide !== null) await move((target) => decodeText(source.path, wide, target, signal));
  if (isBinary(head)) throw inputError(`${file.displayName}: is binary, not a text file of traffic records.`);
  const isOldMac = head.includes('\r') && !head.includes('\n');
  if (isOldMac) await move((target) => decodeText(source.path, 'utf-8', target, signal));
  return { path, head, kind: 'text' };
}

/** Control characters other than line breaks, tabs and what terminals are told, of which text has next to none. */
function isBinary(head: Buffer): boolean {
  const sample = head.subarray(0, 64 * 1024);
  const odd = sample.filter((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27)).length;
  return sample.includes(0) && odd > sample.length / 20;
}
