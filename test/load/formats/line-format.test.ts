import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostLines } from '../../../lib/load/formats/line-format.js';

test('most lines are more than half of them, and of none there are not most', () => {
  const isLog = (line: string) => line === 'log';
  assert.equal(mostLines(['log', 'log', 'other'], isLog), true);
  assert.equal(mostLines(['log', 'other'], isLog), false);
  assert.equal(mostLines([], isLog), false);
});
