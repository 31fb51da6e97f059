import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blankRecord } from '../../lib/simulate/blank-record.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { sortBySecond } from '../../lib/simulate/sort-by-second.js';

test('records are ordered by start, those of one second as they came', () => {
  const at = (start: number, actor: string) =>
    blankRecord(defaultScenario.servers[2]!, start, 1, 'DE', 'visitor', actor);
  const sorted = sortBySecond([at(1799, 'a'), at(1200, 'b'), at(1205, 'c'), at(1200, 'd')], 1200);
  assert.deepEqual(
    sorted.map((record) => record.actor),
    ['b', 'd', 'c', 'a'],
  );
});
