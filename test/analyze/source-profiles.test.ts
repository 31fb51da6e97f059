import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceProfiles } from '../../lib/analyze/source-profiles.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { realData } from '../real-data.js';

test('sourceProfiles lists the real sources with the most bytes first', realData, async () => {
  const traffic = await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv'));
  const profiles = await sourceProfiles(traffic, { most: 3 });
  assert.equal(profiles.length, 3);
  const [first] = profiles;
  assert.deepEqual(
    [first?.src_ip, first?.country, first?.records, first?.ports, first?.destinations],
    ['155.91.45.242', 'US', 28, 1, 1],
  );
  assert.equal(((first?.bytes_in ?? 0) / 338228034).toFixed(2), '0.93');
  assert.equal((await sourceProfiles(traffic, { most: 100 })).length, 28);
});
