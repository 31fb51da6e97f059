import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasUniqueRowNumbers } from '../../lib/features/feature-source.js';
import { duckdbElsewhere } from '../engine/duckdb-elsewhere.js';
import { tinyTraffic } from './tiny-traffic.js';

test('three records have numbers of their own if these are three INTEGERs from 0 on', async () => {
  const { traffic, there } = await duckdbElsewhere(await tinyTraffic([{}, {}, {}]), true);
  const areOwn = async (...numbers: readonly number[]) => {
    await there.run(
      `create or replace view row_numbers as select unnest([${numbers.join(', ')}]::bigint[]) as number`,
    );
    return hasUniqueRowNumbers(traffic.engine, 3);
  };
  const refused = (message: RegExp) => ({ name: 'InputError', message });
  // 63 and 64, 0 and 64 would be one if places were counted wrongly.
  assert.equal(await areOwn(0, 64, 2_147_483_647), true);
  assert.equal(await areOwn(63, 64, 65), true);
  await assert.rejects(
    areOwn(1, 2, 2),
    refused(/^row_id has 2 different numbers up to 2147483647 for 3 rec/),
  );
  await assert.rejects(areOwn(1, 2, 2_147_483_648), refused(/has 2 different numbers/));
  await assert.rejects(areOwn(1, 2, -1), refused(/has 2 different numbers/));
  await assert.rejects(areOwn(1, 2, 3, 4), refused(/has 4 different numbers/));
});
