import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedOnce } from '../../lib/engine/asked-once.js';

test('a question is asked once of the same records, and again of others', async () => {
  const asked: string[] = [];
  const ask = (name: string) => async () => {
    asked.push(name);
    return asked.length;
  };
  const [april, may] = [{}, {}];
  assert.deepEqual(
    [
      await askedOnce(april, 'span', ask('span of April')),
      await askedOnce(april, 'span', ask('span of April')),
      await askedOnce(april, 'gaps', ask('gaps of April')),
      await askedOnce(may, 'span', ask('span of May')),
    ],
    [1, 1, 2, 3],
  );
  assert.deepEqual(asked, ['span of April', 'gaps of April', 'span of May']);
});

test('a question that failed is asked anew, and an answer of undefined is one', async () => {
  const records = {};
  let asked = 0;
  const fail = () => Promise.reject(new Error('stopped'));
  await assert.rejects(askedOnce(records, 'span', fail), /stopped/);
  const ask = async () => {
    asked += 1;
    return undefined;
  };
  await askedOnce(records, 'span', ask);
  assert.equal(await askedOnce(records, 'span', ask), undefined);
  assert.equal(asked, 1);
});
