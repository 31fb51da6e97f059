import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientProfiles } from '../../lib/analyze/client-profiles.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { trafficOf } from '../findings/records.js';
import { realData } from '../real-data.js';

test('sourceProfiles lists the real sources with the most bytes first', realData, async () => {
  const traffic = await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv'));
  const profiles = await clientProfiles(traffic, { limit: 3 });
  assert.equal(profiles.length, 3);
  const [first] = profiles;
  assert.deepEqual(
    [first?.src_ip, first?.country, first?.records, first?.ports, first?.destinations],
    ['155.91.45.242', 'US', 28, 1, 1],
  );
  assert.equal(((first?.bytes_in ?? 0) / 338228034).toFixed(2), '0.93');
  assert.equal((await clientProfiles(traffic, { limit: 100 })).length, 28);
});

test('a source whose records name no country has the registry’s, once addresses are looked up', async () => {
  const traffic = await trafficOf([{ at: 0, source: '203.0.113.1' }]);
  await requireLocal(traffic).engine.connection.run('update traffic set src_ip_country_code = null');
  assert.equal((await clientProfiles(traffic))[0]?.country, null);
  await requireLocal(traffic).engine.connection.run(
    `create table addresses as select '203.0.113.1' as ip, 'AU' as country, 1 as asn, 'Example' as owner, null as known`,
  );
  assert.equal((await clientProfiles(traffic))[0]?.country, 'AU');
});
