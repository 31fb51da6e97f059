import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { AnomalyModel } from '../../lib/detect/anomaly-model.js';
import { detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { loadModel } from '../../lib/detect/load-model.js';
import { modelShape } from '../../lib/detect/model-shape.js';
import { saveModel } from '../../lib/detect/save-model.js';
import { scoreWith } from '../../lib/detect/score-with.js';
import { applyFeatures } from '../../lib/features/apply-features.js';
import { extractFeatures } from '../../lib/features/extract-features.js';
import { packState, unpackState } from '../../lib/models/detector-state.js';
import { detectors } from '../../lib/models/detectors/registry.js';
import { takeRows } from '../../lib/models/take-rows.js';
import { variedTraffic } from '../features/varied-traffic.js';

const root = mkdtemp(path.join(tmpdir(), 'hostile-model-'));
after(async () => rm(await root, { recursive: true }));

const traffic = variedTraffic();
const whole = (async () => {
  const { model } = await detectAnomalies(await traffic, { seed: 3 });
  const folder = path.join(await root, 'whole');
  await saveModel(model, folder);
  return { model, folder };
})();

let copies = 0;
async function copied(): Promise<string> {
  copies += 1;
  const [{ folder }, to] = [await whole, path.join(await root, `copy-${copies}`)];
  await cp(folder, to, { recursive: true });
  return to;
}

/** SQL that would be seen: without a file, or with the text of this process's environment in a score. */
const SQL = "cast((select length(content) from read_text('/etc/passwd')) as integer) + 0 * protocol";

/** Values that another program, or an attacker, may have written in place of one. */
const hostile: readonly unknown[] = [
  ...[SQL, '', '__proto__', 'constructor', '\u0000', 'x'.repeat(100_000), '../../../etc/passwd'],
  ...[0, -1, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY],
  ...[true, false, null, undefined, [], {}, [[]], JSON.parse('{"__proto__":{"length":1}}')],
  ...[new Float32Array(), Float32Array.of(Number.NaN), Float64Array.of(1e308), Int32Array.of(-1)],
];

type Place = readonly (string | number)[];

/** Every place in a value, of lists the first and the last item. */
function* places(value: unknown, at: Place = []): Generator<Place> {
  yield at;
  if (typeof value !== 'object' || value === null) return;
  const keys: readonly (string | number)[] =
    Array.isArray(value) || ArrayBuffer.isView(value)
      ? [...new Set([0, (value as unknown[]).length - 1])].filter((i) => i in value)
      : Object.keys(value);
  for (const key of keys) yield* places((value as Record<string | number, unknown>)[key], [...at, key]);
}

/** A copy of a value with another one at a place. */
function replaced(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  const changed = replaced((value as Record<string | number, unknown>)[key], rest, by);
  if (ArrayBuffer.isView(value)) {
    const array = (value as Float32Array).slice();
    array[key as number] = Number(changed);
    return array;
  }
  if (Array.isArray(value)) return value.with(key as number, changed);
  return { ...(value as object), [key]: changed };
}

test('a model with any other value anywhere is refused with one line, or gives scores that are numbers', async () => {
  const { model } = await whole;
  const accepted: AnomalyModel[] = [];
  let refused = 0;
  for (const place of places(model)) {
    for (const by of hostile) {
      const changed = replaced(model, place, by);
      const wrong = modelShape(changed, '');
      if (wrong === undefined) accepted.push(changed as AnomalyModel);
      else {
        refused += 1;
        assert.ok(!wrong.includes('\n') && wrong.length < 200, wrong);
      }
    }
  }
  assert.ok(refused > accepted.length, `${refused} refused, ${accepted.length} accepted`);
  const records = await traffic;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: accepted.length - 1 }), async (i) => {
      try {
        const { scores } = await scoreWith(accepted[i]!, records);
        assert.ok(scores.every(Number.isFinite));
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'InputError') throw error;
        assert.doesNotMatch(error.message, /\n/);
      }
    }),
    { numRuns: 8 },
  );
});

test('the state of every detector is refused with a number that is none anywhere in it', async () => {
  const { matrix } = await extractFeatures(await traffic);
  const some = takeRows(
    matrix,
    Int32Array.from({ length: 300 }, (_, row) => row),
  );
  for (const { name, fit, stateShape } of detectors) {
    const fitted = await fit(some, { seed: 2 });
    const state = fitted.state();
    fitted.dispose();
    const shape = stateShape(some.columns);
    assert.equal(shape(state, 'state'), undefined, name);
    for (const place of places(state)) {
      const holder = place.slice(0, -1).reduce<unknown>((value, key) => (value as never)[key], state);
      // An array of integers has no such number, and the settings of a training are not used afterwards.
      const integers = ArrayBuffer.isView(holder) && !/Float/.test(holder.constructor.name);
      if (
        integers ||
        place.length === 0 ||
        (holder as { readonly trimLoss?: unknown }).trimLoss !== undefined
      )
        continue;
      const wrong = shape(replaced(state, place, Number.NaN), 'state');
      assert.match(String(wrong), /^state/, `${name}: ${place.join('.')}`);
    }
  }
});

test('SQL in the place of a name or a category of a feature is never run', async () => {
  const { model } = await whole;
  const records = await traffic;
  const { columns } = model.features;
  const j = columns.findIndex(({ category }) => category !== undefined);
  for (const change of [
    { category: SQL },
    { name: SQL },
    { name: 'bytes_in', category: SQL },
    { form: SQL as never },
    { name: '__proto__' },
  ]) {
    const features = { ...model.features, columns: columns.with(j, { ...columns[j]!, ...change }) };
    const folder = path.join(await root, 'sql');
    await saveModel({ ...model, features }, folder);
    await assert.rejects(loadModel(folder), {
      name: 'InputError',
      message: /see features\.columns\[\d+\]\.\w+ in it/,
    });
    await assert.rejects(applyFeatures(records, features), /feature in this version of the project/);
  }
  // What is bound stays text.
  const bound = { column: columns[j]!.category!, value: SQL, n: 1 };
  const matrix = await applyFeatures(records, {
    ...model.features,
    frequencies: [...model.features.frequencies, bound],
  });
  assert.equal(matrix.rows, records.records);
  assert.ok(matrix.categories[bound.column]!.names.includes(SQL));
});

test('a changed byte anywhere in a model is an error that names the file', async () => {
  const folder = await copied();
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const bytes = await readFile(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = changed[at]! ^ by;
        await writeFile(file, changed);
        await assert.rejects(loadModel(folder), (error: Error) => {
          assert.equal(error.name, 'InputError');
          assert.ok(error.message.startsWith(file), error.message);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        });
      }),
      { numRuns: 8 },
    );
    await writeFile(file, bytes);
  }
  await loadModel(folder);
});

test('links out of the folder, pipes, folders and missing files are refused; other files are ignored', async () => {
  const names = await readdir((await whole).folder);
  for (const name of names) {
    const folder = await copied();
    const file = path.join(folder, name);
    const elsewhere = path.join(await root, `elsewhere-${name}`);
    const refused = (message: RegExp) => assert.rejects(loadModel(folder), { name: 'InputError', message });
    await rename(file, elsewhere);
    await refused(new RegExp(`has no ${name.replaceAll('.', '\\.')}: name a folder`));
    await symlink(elsewhere, file);
    await refused(/is a link out of the model’s folder: copy the file into the folder/);
    await rm(file);
    await symlink('/dev/zero', file);
    await refused(/is a link out of the model’s folder/);
    await rm(file);
    execFileSync('mkfifo', [file]);
    await refused(/is no file/);
    await rm(file);
    await mkdir(file);
    await refused(/is no file/);
  }
  const folder = await copied();
  await writeFile(path.join(folder, 'README.md'), 'anything');
  await writeFile(path.join(folder, 'state-000000000000.json'), '{');
  await loadModel(folder);
});

test('arrays that overlap, repeat or leave bytes over are refused before anything is allocated', () => {
  const { json, arrays } = packState({ a: Float64Array.of(1, 2), b: Float64Array.of(3, 4) });
  for (const [from, to] of [
    ['"at":16', '"at":0'],
    ['"at":16', '"at":8'],
    ['"length":2}}', '"length":1}}'],
    ['"length":2}}', '"length":1e300}}'],
    ['"length":2}}', '"length":9007199254740991}}'],
    ['"length":2}}', '"length":"2"}}'],
  ] as const) {
    assert.ok(json.includes(from));
    assert.throws(() => unpackState({ json: json.replace(from, to), arrays }), to);
  }
  assert.throws(() => unpackState({ json: '{}', arrays }), /32 bytes that the state does not name/);
});
