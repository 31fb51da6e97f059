import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { errorOf, KernelClient, type Output, written } from './kernel-client.js';

const root = path.resolve(__dirname, '..', '..', '..');
/** Where the notebook lies: anywhere. */
const folder = mkdtempSync(path.join(tmpdir(), 'my notebooks '));
let kernel: KernelClient;
before(async () => {
  kernel = await KernelClient.start(folder);
});
after(() => {
  kernel.close();
  rmSync(folder, { recursive: true, force: true });
});

test('it says that it is TypeScript in every way that front ends look for', async () => {
  const { language_info } = await kernel.ask<{ language_info: Record<string, string> }>('info');
  assert.equal(language_info.name, 'typescript');
  assert.equal(language_info.mimetype, 'application/typescript');
  assert.equal(language_info.file_extension, '.ts');
  assert.equal(language_info.codemirror_mode, 'typescript');
  assert.equal(language_info.pygments_lexer, 'typescript');
});

test('a notebook of one’s own, in any folder, reuses lib in three lines', async () => {
  const file = path.join(folder, 'flows.csv');
  writeFileSync(
    file,
    'src_ip,creation_time\n192.0.2.1,2024-04-25T23:00:00Z\n192.0.2.1,2024-04-25T23:10:00Z\n',
  );
  const shown =
    await kernel.execute(`import { openTraffic, clientProfiles, show, table } from './lib/index.js';
const traffic = await openTraffic(${JSON.stringify(file)});
show(table(await clientProfiles(traffic), { columns: ['src_ip', 'records'] }));`);
  assert.equal(
    shown.outputs[0]?.data?.['text/plain'],
    'src_ip | records\n192.0.2.1 | 2',
    JSON.stringify(shown),
  );
});

test('a cell of a notebook in any folder imports from ./lib, with types', async () => {
  const shown = await kernel.execute(
    "import { visible } from './lib/text/visible.js';\nvisible('a\\u202eb')",
  );
  assert.equal(written(shown, 'stdout'), 'a\\u202eb\n');
  assert.deepEqual(shown.types, ['status', 'execute_input', 'stream', 'status']);
  const wrong = await kernel.execute('\nvisible(5);');
  assert.equal(wrong.reply.status, 'error');
  assert.match(errorOf(wrong)?.evalue ?? '', /cell \d+, line 2, column 9: Argument of type 'number'/);
});

test('a failed cell shows a traceback that names its own line, without machinery', async () => {
  const failed = await kernel.execute(
    "interface A { a: 1 }\n\nfunction f() {\n  throw new RangeError('boom');\n}\nf();",
  );
  const error = errorOf(failed);
  assert.equal(failed.reply.status, 'error');
  assert.equal(failed.reply.ename, 'RangeError');
  assert.equal(error?.evalue, 'boom');
  const text = error?.traceback?.join('\n') ?? '';
  assert.match(text, /cell \d+, line 4, column \d+:\n {3}4 \| {3}throw new RangeError\('boom'\);/);
  assert.match(text, /at f \(cell \d+:4:\d+\)\n {4}at cell \d+:6:1/);
  assert.doesNotMatch(text, /node:|tslab|evalmachine/);
});

test('a failure inside lib names the line of the cell, and on request that of the TypeScript file', async () => {
  const file = path.join(root, 'lib', 'kernel_test_failing.ts');
  writeFileSync(
    file,
    "interface A { a: 1 }\n\nexport function fail(): never {\n  throw new Error('inside');\n}\n",
  );
  try {
    const cell = "import { fail } from './lib/kernel_test_failing.js';\nfail();";
    const text = async (code: string) => errorOf(await kernel.execute(code))?.traceback?.join('\n') ?? '';
    assert.match(
      await text(cell),
      /^Error: inside\ncell \d+, line 2, .*\n.*\n.*\n {4}… in lib \(process\.env\.TRACEBACK = 'full' shows where\)\n {4}at cell \d+:2:\d+$/,
    );
    assert.match(
      await text(`process.env.TRACEBACK = 'full';\n${cell}`),
      /at fail \(lib\/kernel_test_failing\.ts:4:\d+\)\n {4}at cell \d+:3:\d+/,
    );
    await kernel.execute('delete process.env.TRACEBACK;');
  } finally {
    rmSync(file);
  }
});

test('a lib file that changes between cells is loaded anew, also through files that import it', async () => {
  const inner = path.join(root, 'lib', 'kernel_test_inner.ts');
  const outer = path.join(root, 'lib', 'kernel_test_outer.ts');
  const cell = "import { value } from './lib/kernel_test_outer.js';\nvalue";
  writeFileSync(outer, "export { value } from './kernel_test_inner.js';\n");
  writeFileSync(inner, 'export const value = 1;\n');
  try {
    assert.equal(written(await kernel.execute(cell), 'stdout'), '1\n');
    await pause(20); // another modification time
    writeFileSync(inner, "export const value: string = 'two';\n");
    assert.equal(written(await kernel.execute(cell), 'stdout'), 'two\n');
  } finally {
    rmSync(inner);
    rmSync(outer);
  }
});

test('shorthand properties of variables from earlier cells work', async () => {
  await kernel.execute('const zz = 5; let ww = 1;');
  assert.equal(
    written(await kernel.execute('({ zz, deep: { zz } })'), 'stdout'),
    '{ zz: 5, deep: { zz: 5 } }\n',
  );
  assert.equal(
    written(await kernel.execute('({ ww } = { ww: 7 }); console.log(ww)'), 'stdout')
      .split('\n')
      .at(-2),
    '7',
  );
});

test('100,000 lines printed in a loop all arrive, in few messages, and the kernel goes idle', async () => {
  const printed = await kernel.execute('for (let i = 0; i < 100000; i++) console.log(i);');
  const lines = written(printed, 'stdout').trimEnd().split('\n');
  assert.equal(lines.length, 100_000);
  assert.equal(lines[99_999], '99999');
  assert.ok(printed.outputs.length < 2000, `${printed.outputs.length} messages`);
});

test('3,000 displays in a loop all arrive, in order', async () => {
  const shown = await kernel.execute(
    "import { display } from 'tslab';\nfor (let i = 0; i < 3000; i++) display.text(String(i));",
  );
  const texts = shown.outputs.map((output) => output.data?.['text/plain']);
  assert.equal(texts.length, 3000);
  assert.deepEqual([texts[0], texts[2999]], ['0', '2999']);
});

const interrupted: readonly [string, string][] = [
  ['a synchronous endless loop', "console.log('started');\nfor (;;) {}"],
  [
    'an endless loop after 1,200 outputs, which all arrive before its end',
    "import { display as d1 } from 'tslab';\nfor (let i = 0; i < 1200; i++) d1.text(String(i));\nconsole.log('started');\nfor (;;) {}",
  ],
  ['an await that never ends', "console.log('started');\nawait new Promise(() => {});"],
  [
    'an endless loop after an await',
    "await new Promise((r) => setTimeout(r, 20));\nconsole.log('started');\nwhile (true) {}",
  ],
  [
    'an operation that took the signal and does not end',
    "import { showProgress as l1 } from './lib/jupyter/show-progress.js';\nl1('x').signal; console.log('started');\nawait new Promise(() => {});",
  ],
];
for (const [what, code] of interrupted) {
  test(`an interrupt ends ${what}; the kernel and what it knows survive`, async () => {
    const before = await kernel.execute('const kept = 42;');
    assert.equal(before.reply.status, 'ok', JSON.stringify(before));
    const stopped = await kernel.execute(code, { interrupt_at: 'started' });
    assert.equal(stopped.reply.status, 'error');
    assert.equal(errorOf(stopped)?.ename, 'Interrupted');
    assert.equal(stopped.outputs.filter((output) => output.type === 'error').length, 1);
    const after = await kernel.execute('kept');
    assert.equal(written(after, 'stdout'), '42\n', JSON.stringify(after));
  });
}

test('an operation that ends by itself when interrupted keeps the best so far', async () => {
  const code = `import { showProgress } from './lib/jupyter/show-progress.js';
const { signal } = showProgress('Searching');
const best = await new Promise<string>((resolve) => {
  signal.addEventListener('abort', () => setTimeout(() => resolve('best so far'), 100));
  setTimeout(() => console.log('started'), 20); // from the event loop: the cell's first turn has ended
});
best`;
  const ended = await kernel.execute(code, { interrupt_at: 'started' });
  assert.equal(ended.reply.status, 'ok');
  assert.equal(written(ended, 'stdout'), 'started\nbest so far\n');
});

test('a rejected promise that nobody awaits fails its cell', async () => {
  const failed = await kernel.execute("void Promise.reject(new Error('lonely'));\n7");
  assert.equal(failed.reply.status, 'error');
  assert.equal(errorOf(failed)?.evalue, 'lonely');
});

test('a rejection that is awaited later in the cell does not fail it', async () => {
  const fine = await kernel.execute(
    "const p = Promise.reject(new Error('x'));\nawait new Promise((r) => setTimeout(r, 20));\nawait p.catch(() => 1);",
  );
  assert.equal(fine.reply.status, 'ok');
});

test('failures after the end of their cell are reported loudly, and the kernel lives on', async () => {
  const cell = await kernel.execute(
    "setTimeout(() => { throw new Error('late timer'); }, 200);\nsetTimeout(() => void Promise.reject(new Error('late promise')), 250);",
  );
  assert.equal((await kernel.execute('1')).reply.status, 'ok');
  const late = await kernel.ask<{ outputs: Output[] }>('late', { seconds: 1.5 });
  const text = written(late, 'stderr');
  const number = cell.reply.execution_count;
  assert.match(text, new RegExp(`thrown by cell ${number}, after it had ended:\\nError: late timer`));
  assert.match(text, new RegExp(`rejected by cell ${number}, after it had ended:\\nError: late promise`));
  assert.equal((await kernel.execute('2')).reply.status, 'ok');
});

test('cells asked for after one that fails are aborted; one asked for later runs', async () => {
  const codes = ['1', "throw new Error('x')", '2', '3'];
  const { replies } = await kernel.ask<{ replies: { status: string }[] }>('burst', { codes });
  assert.deepEqual(
    replies.map(({ status }) => status),
    ['ok', 'error', 'aborted', 'aborted'],
  );
  assert.equal((await kernel.execute('4')).reply.status, 'ok');
});

test('inspecting a lib function shows its doc comment, parameters and example', async () => {
  await kernel.execute("import { visible } from './lib/text/visible.js';");
  for (const cursor of [3, 13]) {
    const found = await kernel.ask<{ found: boolean; data: Record<string, string> }>('inspect', {
      code: "visible('a', )",
      cursor,
    });
    assert.equal(found.found, true);
    assert.match(
      found.data['text/plain'] ?? '',
      /visible\(text: string, maxLength\?: number\): string[\s\S]*safe to display[\s\S]*@param maxLength number of characters[\s\S]*@example visible\(/,
    );
    assert.match(found.data['text/markdown'] ?? '', /\*\*Example\*\*\n\n```typescript\nvisible\(/);
  }
});

test('everything that lib/index.ts exports is completed, and says what it is; every function has an example', async () => {
  const index = readFileSync(path.join(root, 'lib/index.ts'), 'utf8');
  const names = [...index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = '']) =>
    list
      .split(',')
      .map((name) => name.replace(/^\s*(type )?/, '').trim())
      .filter(Boolean),
  );
  assert.ok(names.length > 90, `${names.length} names`);
  const code = `import { ${names.join(' , ')} } from './lib/index.js';`;
  const wanting: string[] = [];
  for (const name of names) {
    const { data } = await kernel.ask<{ data: Record<string, string> }>('inspect', {
      code,
      cursor: code.indexOf(` ${name} `) + 2,
    });
    const [signature = '', ...said] = (data['text/plain'] ?? '').split('\n\n');
    if (!/^[A-Z]/.test(said[0] ?? '')) wanting.push(`${name}: no sentence`);
    if (/\bfunction\b/.test(signature) && !said.some((part) => part.startsWith('@example')))
      wanting.push(`${name}: no example`);
  }
  assert.deepEqual(wanting, []);
  const asked = "import * as every from './lib/index.js';\nevery.";
  const { matches } = await kernel.ask<{ matches: string[] }>('complete', {
    code: asked,
    cursor: asked.length,
  });
  const functions = names.filter((name) => /^[a-z]/.test(name));
  assert.deepEqual(
    functions.filter((name) => !matches.includes(name)),
    [],
  );
});

test('completion knows lib functions and counts characters outside the basic plane as one', async () => {
  const code = "'😀'; visi";
  const found = await kernel.ask<{ matches: string[]; cursor_start: number }>('complete', {
    code,
    cursor: 9,
  });
  assert.ok(found.matches.includes('visible'));
  assert.equal(found.cursor_start, 5);
});

test('a figure is shown as Plotly, as text, and as a folded table with everything escaped', async () => {
  const shown = await kernel.execute(`import { show } from './lib/jupyter/show.js';
({ title: 'T', description: 'D', data: [{ type: 'scatter', x: new Float32Array([1, 2]) }], layout: {}, config: {},
  table: { columns: ['who'], rows: Array.from({ length: 201 }, () => ['<script>alert(1)</script>']) } })`);
  const [figure, behind] = shown.outputs;
  assert.deepEqual(Object.keys(figure?.data ?? {}), ['application/vnd.plotly.v1+json', 'text/plain']);
  assert.deepEqual(figure?.data?.['application/vnd.plotly.v1+json'], {
    data: [{ type: 'scatter', x: [1, 2] }],
    layout: {},
    config: {},
  });
  const markup = String(behind?.data?.['text/html']);
  assert.match(markup, /^<div class="mathjax_ignore"><details><summary>Data behind this figure<\/summary>/);
  assert.match(markup, /1 more row not shown/);
  assert.doesNotMatch(markup, /<script|<tbody/);
});

test('live progress is one display that is updated in place and ends as a short line', async () => {
  const shown = await kernel.execute(`import { showProgress } from './lib/jupyter/show-progress.js';
const { onProgress } = showProgress('Counting');
onProgress({ done: 1, total: 2, unit: 'rows' });
onProgress({ done: 2, total: 2, unit: 'rows', note: 'loss 0.1' });`);
  assert.deepEqual(
    shown.outputs.map(({ type }) => type),
    ['display_data', 'update_display_data'],
  );
  assert.equal(new Set(shown.outputs.map(({ transient }) => transient?.display_id)).size, 1);
  assert.match(String(shown.outputs[1]?.data?.['text/plain']), /^Counting: 2 rows in \d+\.\d s, loss 0\.1$/);
});
