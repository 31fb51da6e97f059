import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoize } from '../../lib/engine/memoize.js';

test('a question is asked once of the same records, and again of others', async () => {
  const asked: string[] = [];
  const ask = (name: string) => async () => {
    asked.push(name);
    return asked.length;
  };
  const [april, may] = [{}, {}];
  assert.deepEqual(
    [
      await memoize(april, 'span', ask('span of April')),
      await memoize(april, 'span', ask('span of April')),
      await memoize(april, 'gaps', ask('gaps of April')),
      await memoize(may, 'span', ask('span of May')),
    ],
    [1, 1, 2, 3],
  );
  assert.deepEqual(asked, ['span of April', 'gaps of April', 'span of May']);
});

test('a question that failed is asked anew, and an answer of undefined is one', async () => {
  const records = {};
  let asked = 0;
  const fail = () => Promise.reject(new Error('stopped'));
  await assert.rejects(memoize(records, 'span', fail), /stopped/);
  const ask = async () => {
    asked += 1;
    return undefined;
  };
  await memoize(records, 'span', ask);
  assert.equal(await memoize(records, 'span', ask), undefined);
  assert.equal(asked, 1);
});
