import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { errorOf, KernelClient, written } from './kernel-client.js';

const root = path.resolve(__dirname, '..', '..', '..');
const kept = path.join(root, '.cache', 'cells');
const library = path.join(root, 'lib', 'kernel_test_kept.ts');
/** Nobody compiled these cells before. */
const mark = `${process.pid}_${Date.now()}`;
const cells = [
  `import { value, loads } from './lib/kernel_test_kept.js';\nconst twice_${mark} = value * 2;\nloads.count += 1;`,
  `twice_${mark}`,
  `\nfor (const one of [twice_${mark}])\n  throw new RangeError(String(one));`,
];
/** Says whether the compiler was loaded; the same text for each kernel, so that it can be kept itself. */
const asked = `require('node:util').types.isProxy(require.cache[require.resolve('@tslab/typescript-for-tslab')]?.exports) /* ${mark} */`;
// On a busy machine the kernel would take the time between two cells for an idle moment, and load the compiler.
process.env.NOTEBOOK_UNATTENDED = '1';
const kernels: KernelClient[] = [];
after(() => {
  for (const kernel of kernels) kernel.close();
  rmSync(library, { force: true });
});

async function start(): Promise<KernelClient> {
  const kernel = await KernelClient.start();
  kernels.push(kernel);
  return kernel;
}

const holding = (value: string) =>
  writeFileSync(library, `export const value = ${value};\nexport const loads = { count: 0 };\n`);
const withoutCompiler = async (kernel: KernelClient) =>
  written(await kernel.execute(asked), 'stdout') === 'true\n';
const mine = () =>
  readdirSync(kept).filter((name) => readFileSync(path.join(kept, name), 'utf8').includes(mark));

async function runAll(kernel: KernelClient): Promise<readonly unknown[]> {
  const all = [];
  for (const cell of cells) all.push((await kernel.execute(cell)).outputs);
  return all;
}

test('cells that were compiled before run as they did, and the compiler comes when a new one does', async (t) => {
  holding('21');
  const first = await start();
  const shown = await runAll(first);
  assert.match(JSON.stringify(shown[1]), /42/);
  assert.match(JSON.stringify(shown[2]), /cell 3, line 3, column 9/);
  assert.equal(await withoutCompiler(first), false);

  const wrong = await first.execute(`const wrong_${mark}: string = twice_${mark};`);
  assert.equal(wrong.reply.status, 'error');
  assert.equal(mine().length, 4, 'three cells and the question');

  const second = await start();
  assert.deepEqual(await runAll(second), shown);
  assert.equal(await withoutCompiler(second), true);

  await t.test('completion and inspection then know what the earlier cells declared', async () => {
    const { matches } = await second.ask<{ matches: string[] }>('complete', { code: 'twic', cursor: 4 });
    assert.ok(matches.includes(`twice_${mark}`), matches.join());
    const code = `twice_${mark}`;
    const { data } = await second.ask<{ data: Record<string, string> }>('inspect', { code, cursor: 3 });
    assert.match(data['text/plain'] ?? '', new RegExp(`const twice_${mark}: number`));
    assert.equal(await withoutCompiler(second), false);
  });

  await t.test('a cell that is compiled after them knows their names, and loads no file twice', async () => {
    const next = `import { loads as again } from './lib/kernel_test_kept.js';\n[twice_${mark} + 1, again.count]`;
    assert.equal(written(await second.execute(next), 'stdout'), '[ 43, 1 ]\n');
    const failed = await second.execute(`const wrong_${mark}: string = twice_${mark};`);
    assert.match(errorOf(failed)?.evalue ?? '', /Type 'number' is not assignable to type 'string'/);
  });
});

test('a file that changed since is seen: between cells, and by the next kernel, which checks the types again', async () => {
  holding('21');
  const kernel = await start();
  const [declared = '', printing = ''] = cells;
  await kernel.execute(declared);
  assert.equal(written(await kernel.execute(printing), 'stdout'), '42\n');
  await pause(20); // another modification time
  holding('50');
  await kernel.execute(declared);
  assert.equal(written(await kernel.execute(printing), 'stdout'), '100\n');

  holding("'text'");
  const failed = await kernel.execute(declared);
  assert.match(errorOf(failed)?.evalue ?? '', /The left-hand side of an arithmetic operation/);
});

test('a kept cell that was cut off or damaged is compiled anew', async () => {
  holding('21');
  const [declared = '', printing = ''] = cells;
  for (const [i, name] of mine().entries()) {
    const text = readFileSync(path.join(kept, name), 'utf8');
    writeFileSync(
      path.join(kept, name),
      i % 2 === 0 ? text.slice(0, 200) : text.replaceAll('exports', 'exporst'),
    );
  }
  const kernel = await start();
  assert.equal((await kernel.execute(declared)).reply.status, 'ok');
  assert.equal(written(await kernel.execute(printing), 'stdout'), '42\n');
  assert.equal(await withoutCompiler(kernel), false);
});
