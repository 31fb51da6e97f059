import { deflateSync } from 'node:zlib';
import type { PackedHeader } from './packed-header.js';
import type { RecordColumns } from './record-columns.js';

/**
 * Packs columns into base64 text: a header as JSON and the columns one after the other, deflated together.
 * Names and texts are inside, so that whatever they hold, the text around it sees letters only.
 *
 * @returns for `unpackColumns` in `lib/report/browser`
 */
export function packColumns({ rows, texts, numbers, about }: RecordColumns): string {
  const parts: Uint8Array[] = [];
  const add = (values: ArrayLike<number>): PackedHeader['columns'][number]['type'] => {
    const { type, array } = narrowest(values);
    parts.push(new Uint8Array(array.buffer));
    return type;
  };
  const header: PackedHeader = {
    rows,
    about,
    columns: [
      ...Object.entries(texts).map(([name, { values, codes }]) => ({ name, values, type: add(codes) })),
      ...Object.entries(numbers).map(([name, values]) => ({ name, type: add(values) })),
    ],
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return deflateSync(Buffer.concat([length, json, ...parts])).toString('base64');
}

/** The smallest numbers that hold all values. */
function narrowest(values: ArrayLike<number>): {
  type: PackedHeader['columns'][number]['type'];
  array: Uint8Array | Uint16Array | Int32Array | Float64Array;
} {
  let [min, max, whole] = [0, 0, true];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isInteger(value)) whole = false;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (whole && min >= 0 && max < 2 ** 8) return { type: 'uint8', array: Uint8Array.from(values) };
  if (whole && min >= 0 && max < 2 ** 16) return { type: 'uint16', array: Uint16Array.from(values) };
  if (whole && min >= -(2 ** 31) && max < 2 ** 31) return { type: 'int32', array: Int32Array.from(values) };
  return { type: 'float64', array: Float64Array.from(values) };
}
