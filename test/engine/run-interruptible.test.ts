import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { runInterruptible } from '../../lib/engine/run-interruptible.js';
import type { Progress } from '../../lib/progress/long-operation.js';

const endless = 'select count(*) from range(1000000000000) as a(i) where hash(i) = 1';

test('watch keeps still for two seconds, then says how far the work is, and that it is done', async () => {
  const connection = await openDuckDB();
  const said: string[] = [];
  const waiting = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const onProgress = ({ done, unit, note }: Progress) => void said.push(`${note} ${done} ${unit}`);
  await runInterruptible(connection, 'quick.csv', { onProgress }, waiting(400));
  assert.deepEqual(said, []);
  await runInterruptible(connection, 'slow.csv', { onProgress }, waiting(2900));
  assert.match(said[0] ?? '', /^slow\.csv \d+ %$/);
  assert.equal(said.at(-1), 'slow.csv 100 %');
  connection.closeSync();
});

test('watch interrupts the query that runs when the signal fires, and throws the reason', async () => {
  const connection = await openDuckDB();
  const stop = new AbortController();
  const reason = new Error('enough');
  setTimeout(() => stop.abort(reason), 50);
  const work = () => connection.run(endless);
  await assert.rejects(runInterruptible(connection, 'endless', stop, work), (error) => error === reason);
  await assert.rejects(
    runInterruptible(connection, 'endless', stop, work),
    (error) => error === reason,
    'none begins',
  );
  connection.closeSync();
});

test('watch interrupts a query that began after the signal fired, too', async () => {
  const connection = await openDuckDB();
  const stop = new AbortController();
  const work = async () => {
    stop.abort(new Error('between two queries'));
    await connection.run(endless);
  };
  await assert.rejects(runInterruptible(connection, 'endless', stop, work), /between two queries/);
  assert.deepEqual((await connection.runAndReadAll('select 1')).getRowsJS(), [[1]], 'what follows runs');
  connection.closeSync();
});
