import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectors, findDetector, supervisedDetectors } from '../../../lib/models/detectors/registry.js';
import { takeRows } from '../../../lib/models/take-rows.js';
import { lineWithOutlier } from '../random-matrix.js';

/** Six features, of which the last three are quantities of a connection. */
const NAMES = ['f0', 'f1', 'f2', 'bytes_in', 'bytes_out', 'duration'];
const plain = lineWithOutlier(300, 6);
const line = { ...plain, columns: plain.columns.map((column, j) => ({ ...column, name: NAMES[j]! })) };
const train = takeRows(
  line,
  Int32Array.from({ length: 200 }, (_, row) => row),
);
const labels = Uint8Array.from({ length: 200 }, (_, row) => (line.values[row * 6]! > 0.5 ? 1 : 0));

test('each name stands for one detector, and an unknown name is refused with the names there are', () => {
  for (const detector of detectors) assert.equal(findDetector(detector.name), detector);
  const names = [...detectors, ...supervisedDetectors].map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.throws(
    () => findDetector('isolation'),
    (error: Error) => {
      assert.match(error.message, /^There is no detector “isolation”: name one of /);
      for (const { name } of detectors) assert.ok(error.message.includes(`'${name}'`), name);
      return true;
    },
  );
});

test('every detector scores each row of records it was not fitted on, the same with the same seed', async () => {
  for (const { name, fit } of detectors) {
    const [one, other] = [await fit(train, { seed: 3 }), await fit(train, { seed: 3 })];
    const scores = await one.score(line);
    assert.equal(one.name, name);
    assert.equal(scores.length, 300);
    assert.ok(scores.every(Number.isFinite), name);
    assert.deepEqual(await other.score(line), scores, name);
    one.dispose();
    other.dispose();
  }
});

test('every detector restored from its state, as plain data, gives the same scores to the bit', async () => {
  for (const { name, fit, ...detector } of detectors) {
    const fitted = await fit(train, { seed: 2 });
    const state = structuredClone(fitted.state());
    const scores = await fitted.score(line);
    fitted.dispose();
    const restored = await detector.restore(state as never, train.columns);
    assert.deepEqual(await restored.score(line), scores, name);
    assert.deepEqual(restored.state(), state, name);
    restored.dispose();
  }
});

test('where a detector explains its scores, they are its scores to the bit, and no part is negative', async () => {
  const explaining: string[] = [];
  for (const { name, fit } of detectors) {
    const fitted = await fit(train, { seed: 1 });
    if (fitted.explain) {
      explaining.push(name);
      const { scores, parts } = await fitted.explain(line);
      assert.deepEqual(scores, await fitted.score(line), name);
      assert.equal(parts.length, line.values.length, name);
      assert.ok(
        parts.every((part) => Number.isFinite(part) && part >= 0),
        name,
      );
      // No value of these records is a name.
      if (name === 'rare values') continue;
      // Row 0 lies off the line in the last feature.
      const own = [...parts.subarray(0, 6)];
      assert.equal(own.indexOf(Math.max(...own)), 5, name);
    }
    fitted.dispose();
  }
  assert.deepEqual(explaining, [
    'root mean square',
    'root mean fourth power',
    'principal components by group',
    'Mahalanobis distance',
    'deviation by port',
    'rare values',
    'autoencoder',
    'consensus',
  ]);
});

test('a detector says in words what its score is and how it works, and a network how it was trained', async () => {
  for (const detector of [...detectors, ...supervisedDetectors]) {
    const { score, how } = detector.describe(6);
    assert.match(score, /^[a-z].*[^.]$/, detector.name);
    assert.match(how, /^it [a-z].*[^.]$/, detector.name);
  }
  for (const { network, fit } of detectors) {
    const fitted = await fit(train);
    assert.equal(fitted.training !== undefined, network, fitted.name);
    fitted.dispose();
  }
});

test('every supervised detector scores records it was not fitted on, and its name begins with that of the registry', async () => {
  for (const { name, network, fit } of supervisedDetectors) {
    const fitted = await fit(train, labels, { seed: 1 });
    assert.ok(fitted.name.startsWith(name));
    assert.equal(fitted.training !== undefined, network, name);
    const scores = await fitted.score(line);
    assert.equal(scores.length, 300);
    assert.ok(scores.every(Number.isFinite), name);
    fitted.dispose();
  }
});

test('a network of a sample is built and trained as for all the records it was drawn from', async () => {
  const { fit, fitRows } = findDetector('autoencoder');
  const few = await fit(train, { seed: 1 });
  // Of so many records, each step has more rows.
  const many = await fit(train, { seed: 1, records: 1_000_000 });
  assert.notDeepEqual(await many.score(line), await few.score(line));
  assert.equal(fitRows?.(1_000_000, {}), 50_000);
  few.dispose();
  many.dispose();
});
