import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { trafficProfiles } from '../../lib/analyze/traffic-profiles.js';
import { root } from '../../lib/jupyter/virtual-environment.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { trafficOf } from '../findings/records.js';

test('a profile adds up what a source did, its shares of everything included', async () => {
  const traffic = await trafficOf([
    { at: 0, source: '203.0.113.1', status: 200, bytesIn: 100, bytesOut: 200 },
    { at: 299, source: '203.0.113.1', status: 404, port: 80, bytesIn: 0, bytesOut: 0 },
    { at: 900, source: '203.0.113.1', status: null, server: '10.0.0.2', bytesIn: 100, bytesOut: 200 },
    { at: 900, source: '203.0.113.2', bytesIn: 50, bytesOut: 350 },
  ]);
  const [first, second] = await trafficProfiles(traffic);
  assert.deepEqual(
    [first?.who, first?.records, first?.record_share, first?.byte_share, first?.error_share],
    ['203.0.113.1', 3, 0.75, 0.6, 0.5],
  );
  assert.deepEqual(
    [first?.windows_active, first?.ports, first?.destinations, first?.uris, first?.highest_score],
    [2, 2, 2, 0, null],
  );
  assert.deepEqual([second?.who, second?.byte_share, second?.owner], ['203.0.113.2', 0.4, null]);
});

test('networks are /24 of IPv4 and /48 of IPv6, however it is shortened', async () => {
  const sources = ['198.51.100.1', '198.51.100.2', '2001:db8:1:2::5', '2001:db8:1::6', '2001:db8::7', '::1'];
  const found = await trafficProfiles(await trafficOf(sources.map((source, at) => ({ at, source }))), {
    by: 'network',
  });
  assert.deepEqual(found.map(({ who, clients: n }) => `${who} ${n}`).sort(), [
    '0:0:0::/48 1',
    '198.51.100.0/24 2',
    '2001:db8:0::/48 1',
    '2001:db8:1::/48 2',
  ]);
});

test('owners and countries come from the registries, and a detector’s scores from whoever gives them', async () => {
  const traffic = await trafficOf(
    [1, 2, 3].map((n) => ({ at: n, source: `203.0.113.${n}`, bytesIn: 1000 * n })),
  );
  await requireLocal(traffic).engine.connection.run(`create table addresses as select * from (values
    ('203.0.113.1', 'AU', 1, 'Example', 'listed as scanner (x)'), ('203.0.113.2', 'AU', 1, 'Example', null)) as a(ip, country, asn, owner, known)`);
  const scores = { rowIds: Int32Array.of(1, 2, 3), scores: Float32Array.of(0.5, 2.5, 9) };
  const found = await trafficProfiles(traffic, { by: 'owner', scores });
  assert.deepEqual(
    found.map((p) => [p.who, p.clients, p.known_clients, p.highest_score, p.mean_score]),
    [
      ['Example', 2, 1, 2.5, 1.5],
      ['(unknown)', 1, 0, 9, 9],
    ],
  );
  assert.equal((await trafficProfiles(traffic, { by: 'country' }))[0]?.who, 'DE');
  assert.equal((await trafficProfiles(traffic))[0]?.highest_score, null);
});

test('profiles of the shipped data agree with a loop over the records', async () => {
  const traffic = await openTraffic(path.join(root, 'data', 'cybersecurity_data.csv'));
  const rows = await traffic.engine.query<{
    src_ip: string;
    second: number;
    bytes: number;
    status: number | null;
  }>(
    `select src_ip, epoch(creation_time) as second, cast(coalesce(bytes_in, 0) + coalesce(bytes_out, 0) as double) as bytes, response_code as status from traffic`,
  );
  const all = rows.reduce((sum, row) => sum + row.bytes, 0);
  const profiles = await trafficProfiles(traffic, { by: 'network', limit: 25 });
  assert.equal(profiles.length, 25);
  for (const profile of profiles) {
    const own = rows.filter((row) => `${row.src_ip.replace(/\d+$/, '0')}/24` === profile.who);
    const answered = own.filter((row) => row.status !== null);
    assert.equal(profile.records, own.length);
    assert.equal(profile.clients, new Set(own.map((row) => row.src_ip)).size);
    assert.equal(profile.windows_active, new Set(own.map((row) => Math.floor(row.second / 300))).size);
    assert.ok(Math.abs(profile.byte_share! - own.reduce((sum, row) => sum + row.bytes, 0) / all) < 1e-9);
    const errors = answered.filter((row) => row.status! >= 400).length;
    assert.equal(profile.error_share, answered.length === 0 ? null : errors / answered.length);
  }
});
