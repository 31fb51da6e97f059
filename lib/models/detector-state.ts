import path from 'node:path';
import { publishText } from '../files/publish.js';
import { inputError } from '../text/input-error.js';
import type { DetectorState } from './detectors/detector.js';
import { readModelFile } from './model-files.js';
import { damaged, sha256 } from './saved-model.js';

/** A state in two parts: everything but the numbers of typed arrays, and these one after the other. */
export interface PackedState {
  /** JSON, in which an object with the key `$` stands for a value that JSON lacks. */
  readonly json: string;
  /** The bytes of the typed arrays, in the byte order of the processor. */
  readonly arrays: Uint8Array;
}

/** Version of the format of saved states; newer versions of the project have a higher one. */
const FORMAT_VERSION = 2;

const ARRAY_TYPES = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
} as const;

type TypedArray = InstanceType<(typeof ARRAY_TYPES)[keyof typeof ARRAY_TYPES]>;

/** Values that JSON lacks, by the name that stands for them. */
const CONSTANTS: ReadonlyMap<string, number | undefined> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
  ['undefined', undefined],
]);

/**
 * Packs the state of a fitted detector into JSON and the bytes of its typed arrays, without any loss.
 *
 * @param state what `state()` of a fitted detector returns
 * @throws when it holds something other than numbers, texts, truth values, null, undefined, typed arrays, and
 *   lists and plain objects of them, naming the place
 *
 * @example
 * const { json } = packState({ means: Float64Array.of(1, 2), name: 'a' });
 * // {"means":{"$":"Float64Array","at":0,"length":2},"name":"a"}
 */
export function packState(state: DetectorState): PackedState {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const packArray = (type: string, { buffer, byteOffset, byteLength, length }: TypedArray) => {
    const at = size;
    chunks.push(new Uint8Array(buffer, byteOffset, byteLength));
    size += byteLength;
    return { $: type, at, length };
  };
  const pack = (value: unknown, place: string): unknown => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (value === undefined || typeof value === 'number') {
      const name = Object.is(value, -0) ? '-0' : String(value);
      return CONSTANTS.has(name) ? { $: name } : value;
    }
    if (Array.isArray(value)) return Array.from(value, (item, i) => pack(item, `${place}[${i}]`));
    const type = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (ArrayBuffer.isView(value) && Object.hasOwn(ARRAY_TYPES, type)) {
      return packArray(type, value as TypedArray);
    }
    const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : value;
    if (prototype !== Object.prototype && prototype !== null) {
      throw new Error(`The state has a ${type} at ${place || 'its root'}, which cannot be saved.`);
    }
    // A key of the state that begins with $ gets another one.
    const entries = Object.entries(value).map(([key, item]) => [
      key.startsWith('$') ? `$${key}` : key,
      pack(item, place === '' ? key : `${place}.${key}`),
    ]);
    return Object.fromEntries(entries);
  };
  const json = JSON.stringify(pack(state, ''));
  return { json, arrays: Buffer.concat(chunks) };
}

/**
 * Reads a state that `packState` packed.
 *
 * @throws when the JSON is not whole, names an unknown type, or an array that does not begin where the one
 *   before ends, so that no more is allocated than the bytes have
 *
 * @example
 * const state = unpackState(packState(fitted.state()));
 */
export function unpackState({ json, arrays }: PackedState): DetectorState {
  let end = 0;
  const unpack = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    if (Object.hasOwn(value, '$')) {
      const unpacked = unpackValue(value as { readonly $: unknown }, arrays, end);
      if (ArrayBuffer.isView(unpacked)) end += unpacked.byteLength;
      return unpacked;
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key.startsWith('$') ? key.slice(1) : key, unpack(item)]),
    );
  };
  const state = unpack(JSON.parse(json)) as DetectorState;
  if (end !== arrays.length)
    throw new Error(`The arrays have ${arrays.length - end} bytes that the state does not name.`);
  return state;
}

function unpackValue(
  { $: name, at, length }: { readonly $: unknown; readonly at?: unknown; readonly length?: unknown },
  arrays: Uint8Array,
  start: number,
): unknown {
  if (CONSTANTS.has(String(name))) return CONSTANTS.get(String(name));
  const type = ARRAY_TYPES[String(name) as keyof typeof ARRAY_TYPES];
  const bytes = Number(length) * (type?.BYTES_PER_ELEMENT ?? 0);
  const inside = at === start && Number.isSafeInteger(length) && bytes >= 0 && start + bytes <= arrays.length;
  if (!Object.hasOwn(ARRAY_TYPES, String(name)) || !inside) {
    throw new Error(`The state has a ${String(name)} of ${String(length)} that its arrays do not have.`);
  }
  // A copy, since the place in the bytes need not be a multiple of the size of an element.
  return new type(Uint8Array.from(arrays.subarray(start, start + bytes)).buffer);
}

/**
 * Saves the state of a fitted detector in two files: JSON, and the bytes of its typed arrays.
 *
 * @param state what `state()` of a fitted detector returns
 * @param file path without an extension; `.json` and `.bin` are added; its folder must exist
 * @throws as `packState` does, and when a file cannot be written
 *
 * @example
 * await saveState(fitted.state(), 'models/april/state');
 */
export async function saveState(state: DetectorState, file: string): Promise<void> {
  const packed = packState(state);
  await publishText(`${file}.bin`, packed.arrays);
  await publishText(`${file}.json`, textOf(FORMAT_VERSION, packed));
}

/**
 * Loads a state that `saveState` saved, to the bit.
 *
 * @param file the path given to `saveState`
 * @param expected the hash that the state must have, by `hashState`; any by default
 * @throws an InputError when a file is missing, differs from what was saved, or has a newer format
 *
 * @example
 * const restored = await ecod.restore(await loadState('models/april/state'), columns);
 */
export async function loadState(file: string, expected?: string): Promise<DetectorState> {
  const [json, bin] = [`${file}.json`, `${file}.bin`];
  const [text, arrays] = [(await readModelFile(json)).toString('utf8'), await readModelFile(bin)];
  // JSON nested too deep is damage as well.
  const orDamaged = <Result>(use: () => Result): Result => {
    try {
      return use();
    } catch {
      throw damaged(json);
    }
  };
  const saved = orDamaged(
    () =>
      JSON.parse(text) as {
        readonly format?: unknown;
        readonly sha256?: unknown;
        readonly arrays?: unknown;
        readonly state?: unknown;
      } | null,
  );
  const { format, arrays: hashOfArrays } = saved ?? {};
  if (typeof format === 'number' && format > FORMAT_VERSION) {
    throw inputError(
      `${json} has format ${format}, but this version knows ${FORMAT_VERSION}: update the project.`,
    );
  }
  // Text that JSON.stringify wrote is the same after it is parsed and written again.
  const packed = { json: orDamaged(() => JSON.stringify(saved?.state ?? null)), arrays };
  if (text !== textOf(format, packed)) {
    // The hash of the arrays alone, which older files lack, tells which of both differs.
    const inJson = saved?.sha256 === hashOf(packed) || hashOfArrays === sha256(arrays);
    throw damaged(inJson ? json : hashOfArrays === undefined ? `${json} or ${path.basename(bin)}` : bin);
  }
  if (expected !== undefined && hashOf(packed) !== expected)
    throw damaged(`${json} or ${path.basename(bin)}`);
  return orDamaged(() => unpackState(packed));
}

/** The text of the file of a state; the format 1 had no hash of the arrays alone. */
function textOf(format: unknown, packed: PackedState): string {
  const ofArrays = format === 1 ? '' : `"arrays":"${sha256(packed.arrays)}",`;
  return `{"format":${String(format)},"sha256":"${hashOf(packed)}",${ofArrays}"state":${packed.json}}\n`;
}

/**
 * Computes the hash of a state, by which `loadState` knows it.
 *
 * @throws as `packState` does
 */
export const hashState = (state: DetectorState): string => hashOf(packState(state));

/** Computes one hash of both parts, so that two files of different states do not pass. */
const hashOf = ({ json, arrays }: PackedState) => sha256(`${sha256(json)}${sha256(arrays)}`);
