import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { loadState, packState, saveState, unpackState } from '../../lib/models/detector-state.js';
import type { DetectorState } from '../../lib/models/detectors/detector.js';
import { detectors } from '../../lib/models/detectors/registry.js';
import { lineWithOutlier } from './random-matrix.js';

const folder = mkdtempSync(path.join(tmpdir(), 'state-'));
after(() => rmSync(folder, { recursive: true }));

/** Keys that a careless reader takes for its own, beside any others. */
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('$', '$$', '$at', 'at', 'length', '__proto__', 'constructor'),
);
const array = fc.oneof(
  fc.float32Array(),
  fc.float64Array(),
  fc.int8Array(),
  fc.int16Array(),
  fc.int32Array(),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.uint16Array(),
  fc.uint32Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
);
const leaf = fc.oneof(
  array,
  fc.double(),
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const { state } = fc.letrec<{ value: unknown; state: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('state')),
  state: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

test('any state packed and unpacked is the same, whatever its keys, numbers and arrays', () => {
  fc.assert(fc.property(state, (given) => assert.deepEqual(unpackState(packState(given)), given)));
});

test('a view of a part of a buffer is packed as its own values', () => {
  const views = { odd: new Uint8Array([1, 2, 3]), part: new Float64Array([1, 2, 3]).subarray(1) };
  const { arrays } = packState(views);
  assert.equal(arrays.length, 3 + 16);
  assert.deepEqual(unpackState(packState(views)), { odd: views.odd, part: Float64Array.of(2, 3) });
});

test('a value that cannot be saved is refused with its place', () => {
  for (const [value, type] of [
    [new Map(), 'Map'],
    [() => 1, 'Function'],
    [new Date(0), 'Date'],
    [1n, 'BigInt'],
    [new DataView(new ArrayBuffer(1)), 'DataView'],
    [{ [Symbol.toStringTag]: 'Float32Array', __proto__: Map.prototype }, 'Float32Array'],
  ] as const) {
    assert.throws(
      () => packState({ members: [{}, { value }] }),
      new RegExp(`has a ${type} at members\\[1\\]\\.value, which cannot be saved`),
    );
  }
});

test('JSON that names arrays the bytes do not have is refused', () => {
  const arrays = new Uint8Array(8);
  for (const array of [
    '{"$":"Float32Array","at":8,"length":1}',
    '{"$":"Float32Array","at":-4,"length":1}',
    '{"$":"Float32Array","at":0,"length":-1}',
    '{"$":"Float32Array","at":0.5,"length":1}',
    '{"$":"Float32Array"}',
    '{"$":"constructor","at":0,"length":1}',
    '{"$":"Function","at":0,"length":1}',
    '{"$":7}',
  ])
    assert.throws(
      () => unpackState({ json: `{"a":${array}}`, arrays }),
      /that its arrays do not have/,
      array,
    );
});

test('every detector restored from its saved state gives the same scores to the bit', async () => {
  const matrix = lineWithOutlier(100, 4);
  for (const { name, fit, ...detector } of detectors) {
    const fitted = await fit(matrix, { seed: 2 });
    const file = path.join(folder, name);
    await saveState(fitted.state(), file);
    const loaded = await loadState(file);
    assert.deepEqual(loaded, fitted.state(), name);
    const restored = await detector.restore(loaded as never, matrix.columns);
    assert.deepEqual(await restored.score(matrix), await fitted.score(matrix), name);
    fitted.dispose();
    restored.dispose();
  }
});

test('files that are missing, damaged, newer, or of two states are refused, each with its reason', async () => {
  const [one, other] = [path.join(folder, 'one'), path.join(folder, 'other')];
  const saved: DetectorState = { means: Float64Array.of(1, 2), count: 12 };
  await saveState(saved, one);
  await saveState({ ...saved, means: Float64Array.of(1, 3) }, other);
  await assert.rejects(loadState(path.join(folder, 'none')), /has no none\.json: name a folder/);
  const [json, arrays] = [readFileSync(`${one}.json`, 'utf8'), readFileSync(`${one}.bin`)];
  const refused = async (text: string, bytes: Uint8Array, reason: RegExp) => {
    writeFileSync(`${one}.json`, text);
    writeFileSync(`${one}.bin`, bytes);
    await assert.rejects(loadState(one), reason);
  };
  await refused(json.replace('12', '13'), arrays, /damaged/);
  await refused(json.slice(0, -5), arrays, /damaged/);
  await refused('null', arrays, /damaged/);
  await refused(json, arrays.subarray(1), /damaged/);
  await refused(json, readFileSync(`${other}.bin`), /damaged/);
  await refused(json.replace('"format":2', '"format":9'), arrays, /has format 9, but this version knows 2/);
  writeFileSync(`${one}.json`, json);
  writeFileSync(`${one}.bin`, arrays);
  assert.deepEqual(await loadState(one), saved);
});
