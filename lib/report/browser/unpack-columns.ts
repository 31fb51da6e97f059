import type { PackedHeader } from '../explore/packed-header.js';
import type { RecordColumns, TextColumn } from '../explore/record-columns.js';

const TYPES = { uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array, float64: Float64Array } as const;

/**
 * Unpacks what `packColumns` packed, with the browser's own decompression.
 *
 * @param packed base64
 */
export async function unpackColumns(packed: string): Promise<RecordColumns> {
  const deflated = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate'));
  const bytes = await new Response(stream).arrayBuffer();
  const length = new DataView(bytes).getUint32(0, true);
  const { rows, about, columns } = JSON.parse(
    new TextDecoder().decode(new Uint8Array(bytes, 4, length)),
  ) as PackedHeader;
  const texts: [string, TextColumn][] = [];
  const numbers: [string, ArrayLike<number>][] = [];
  let at = 4 + length;
  for (const { name, values, type } of columns) {
    const end = at + rows * TYPES[type].BYTES_PER_ELEMENT;
    const codes = new TYPES[type](bytes.slice(at, end));
    if (values) texts.push([name, { values, codes }]);
    else numbers.push([name, codes]);
    at = end;
  }
  return { rows, about, texts: Object.fromEntries(texts), numbers: Object.fromEntries(numbers) };
}
