import { existsSync } from 'node:fs';
import path from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { fixWasmMatMul } from './wasm-transposed-matmul.js';

/** TensorFlow.js backends, fastest first. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

const backends: readonly { readonly name: BackendName; readonly prepare: () => void }[] = [
  { name: 'tensorflow', prepare: prepareNative },
  { name: 'wasm', prepare: prepareWasm },
  { name: 'cpu', prepare: () => {} },
];

let chosenBackend: Promise<BackendName> | undefined;

/**
 * Chooses the TensorFlow.js backend once: native where `tfjs-node` is installed, else wasm, else plain
 * JavaScript. It tries each on a small product first, since an installed backend may still fail to run. `npm
 * run setup:native` builds the native one where its official download is blocked.
 *
 * @returns the name of the backend
 * @throws when no backend computes correctly
 *
 * @example
 * console.log(await useBackend()); // 'wasm'
 */
export function useBackend(): Promise<BackendName> {
  chosenBackend ??= chooseBackend();
  return chosenBackend;
}

/** Returns the name of the backend in use; call `useBackend` first. */
export function backendName(): string {
  return tf.getBackend();
}

async function chooseBackend(): Promise<BackendName> {
  const failures: string[] = [];
  for (const { name, prepare } of backends) {
    try {
      prepare();
      await tryBackend(name);
      return name;
    } catch (error) {
      // A missing or broken backend is not an error while a later one works.
      failures.push(`${name}: ${String(error).split('\n', 1)[0]}`);
    }
  }
  throw new Error(
    `No TensorFlow.js backend runs here (${failures.join('; ')}). Reinstall the packages with: npm ci`,
  );
}

async function tryBackend(name: BackendName): Promise<void> {
  const started = await withoutNewListeners(() => tf.setBackend(name));
  if (!started || tf.getBackend() !== name) throw new Error('it did not start');
  const product = tf.tidy(() => {
    const row = tf.tensor2d([[1, 2]]);
    // Sliced, since an addon that multiplies may still die in slices (tfjs-node 4.22 on Node 23 and later).
    return tf.matMul(row.slice([0, 0], [1, 2]), tf.tensor2d([[3, 4]]), false, true).dataSync()[0];
  });
  if (product !== 11) throw new Error(`1·3 + 2·4 came out as ${product}`);
}

/** Loads the optional native addon, which registers itself as a backend. */
function prepareNative(): void {
  // Without its library, loading takes long and fails.
  if (!existsSync(path.join(path.dirname(require.resolve('tfjs-node/package.json')), 'lib')))
    throw new Error('its library is not there');
  // Its messages about processor features do not concern an analyst.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // Node 23 removed two functions that the addon uses to slice.
  const old = util as { isNullOrUndefined?: (x: unknown) => boolean; isArray?: (x: unknown) => boolean };
  old.isNullOrUndefined ??= (x) => x === null || x === undefined;
  old.isArray ??= Array.isArray;
  require('tfjs-node');
}

/** Disables threads: they fail in Node, and training then silently falls back to plain JavaScript. */
function prepareWasm(): void {
  const dist = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
  setWasmPaths(`${dist}${path.sep}`);
  setThreadsCount(1);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  fixWasmMatMul();
}

/**
 * Removes the process-wide error handlers that the wasm module adds: they print its 80 kB of source for any
 * uncaught error and end a kernel at the first rejected promise.
 */
async function withoutNewListeners<Result>(start: () => Promise<Result>): Promise<Result> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  const result = await start();
  for (const [i, event] of events.entries()) {
    for (const listener of process.rawListeners(event)) {
      if (!before[i]!.includes(listener)) process.removeListener(event, listener as () => void);
    }
  }
  return result;
}
