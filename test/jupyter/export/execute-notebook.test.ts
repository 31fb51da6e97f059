import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { executeNotebook } from '../../../lib/jupyter/export/execute-notebook.js';
import type { Progress } from '../../../lib/progress/long-operation.js';

const here = mkdtempSync(path.join(os.tmpdir(), 'execute '));
after(() => rmSync(here, { recursive: true, force: true }));

function notebook(name: string, ...cells: readonly string[]): { file: string; html: string } {
  const file = path.join(here, `${name}.ipynb`);
  const code = { cell_type: 'code', metadata: {}, execution_count: null, outputs: [] };
  writeFileSync(
    file,
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
      cells: cells.map((source, i) => ({ ...code, id: `cell-${i}`, source })),
    }),
  );
  return { file, html: path.join(here, `${name}.html`) };
}

test('cells run in order with the variables given, progress is told, and the HTML holds their output', async () => {
  const { file, html } = notebook('good', 'const n = 6 * 7;', `console.log(process.env.WORD + '-' + n)`);
  const reports: Progress[] = [];
  await executeNotebook(file, { html, variables: { WORD: 'kestrel' }, onProgress: (p) => reports.push(p) });
  assert.deepEqual(reports, [
    { done: 1, total: 2, unit: 'cells' },
    { done: 2, total: 2, unit: 'cells' },
  ]);
  assert.match(readFileSync(html, 'utf8'), /kestrel-42/);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /kestrel-42/);
});

test('a failing cell rejects with its error and traceback, and no HTML is written', async () => {
  const { file, html } = notebook('bad', `throw new RangeError('nine is too many')`, `console.log('never')`);
  await assert.rejects(executeNotebook(file, { html, variables: {} }), (error: Error) => {
    assert.equal(error.name, 'CellError');
    assert.match(error.message, /bad\.ipynb: a cell failed with RangeError: nine is too many$/);
    assert.match(String(Object(error).traceback), /nine is too many/);
    return true;
  });
  assert.equal(existsSync(html), false);
});

test('cells do not run when what they wait for fails', async () => {
  const mark = path.join(here, 'mark');
  const { file, html } = notebook('waits', `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`);
  const ready = Promise.reject(new Error('the input is wrong'));
  await assert.rejects(executeNotebook(file, { html, variables: {}, ready }), {
    message: 'the input is wrong',
  });
  assert.equal(existsSync(mark), false);
});

test('a signal ends a cell that would run for ever', async () => {
  const { file, html } = notebook('long', 'await new Promise((done) => setTimeout(done, 1e9))');
  const stop = new AbortController();
  await assert.rejects(
    executeNotebook(file, { html, variables: {}, signal: stop.signal, onProgress: () => stop.abort() }),
    { name: 'AbortError' },
  );
  assert.equal(existsSync(html), false);
});
