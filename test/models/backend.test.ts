import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { backendName, useBackend } from '../../lib/models/backend.js';
import { fixWasmMatMul } from '../../lib/models/wasm-transposed-matmul.js';

const shapes = [
  { a: [3, 5], b: [5, 4] },
  { a: [1, 7], b: [7, 1] },
  { a: [2, 3, 5], b: [2, 5, 4] },
];

const filled = (shape: number[], transposed: boolean): tf.Tensor => {
  const own = transposed ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
  const size = own.reduce((x, y) => x * y);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(i + 1)),
    own,
  );
};

test('the backend is chosen once and is the one that computes', async () => {
  const name = await useBackend();
  assert.equal(backendName(), name);
  assert.equal(await useBackend(), name);
  // Set by .ci/run, which builds the native one and would not notice by itself that another was chosen.
  const wanted = process.env.EXPECTED_BACKEND;
  if (wanted === undefined) assert.notEqual(name, 'cpu', 'wasm runs wherever Node does');
  else assert.equal(name, wanted);
});

test('choosing a backend leaves no process-wide error handlers behind', async () => {
  const before = process.listenerCount('unhandledRejection');
  await useBackend();
  assert.equal(process.listenerCount('unhandledRejection'), before);
  const handlers = [
    ...process.rawListeners('uncaughtException'),
    ...process.rawListeners('unhandledRejection'),
  ];
  assert.ok(handlers.every((handler) => !String(handler).includes('ExitStatus')));
});

test('products with transposed operands agree between wasm and cpu to 1e-5 and leave no tensors', async () => {
  const chosen = await useBackend();
  await tf.setBackend('wasm');
  // A second call changes nothing.
  fixWasmMatMul();
  const products = async (backend: string) => {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const all = shapes.flatMap(({ a, b }) =>
      [false, true].flatMap((left) =>
        [false, true].map((right) =>
          tf.tidy(() => [...tf.matMul(filled(a, left), filled(b, right), left, right).dataSync()]),
        ),
      ),
    );
    assert.equal(tf.memory().numTensors, before);
    return all;
  };
  const wasm = await products('wasm');
  const cpu = await products('cpu');
  await tf.setBackend(chosen);
  for (const [i, product] of wasm.entries()) {
    for (const [k, value] of product.entries()) assert.ok(Math.abs(value - cpu[i]![k]!) < 1e-5, `${i} ${k}`);
  }
});
