import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trafficByCountry } from '../../lib/analyze/traffic-by-country.js';
import { countryMap } from '../../lib/charts/country-map.js';
import { enrichAddresses } from '../../lib/enrich/enrich-addresses.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { realData } from '../real-data.js';
import { smallTraffic } from './small-traffic.js';

test('trafficByCountry counts records, sources and bytes, and keeps records without a country apart', async () => {
  const traffic = await smallTraffic([
    { start: '10:00:00', source: '1.1.1.1', country: 'US', bytesIn: 10, bytesOut: 1 },
    { start: '10:00:00', source: '1.1.1.1', country: 'US', bytesIn: 20 },
    { start: '10:00:00', source: '2.2.2.2', country: 'US', bytesOut: 4 },
    { start: '10:00:00', source: '3.3.3.3' },
    { start: '10:00:00', source: '4.4.4.4', country: 'CA', bytesIn: 2 ** 40 },
  ]);
  assert.deepEqual(await trafficByCountry(traffic), [
    { country: 'US', records: 3, clients: 2, bytes_in: 30, bytes_out: 5, by_registry: 0 },
    { country: 'CA', records: 1, clients: 1, bytes_in: 2 ** 40, bytes_out: 0, by_registry: 0 },
    { country: null, records: 1, clients: 1, bytes_in: 0, bytes_out: 0, by_registry: 0 },
  ]);
});

test('trafficByCountry gives no rows for no records', async () => {
  assert.deepEqual(await trafficByCountry(await smallTraffic([])), []);
});

test('a record that names no country counts for the registry’s, and one that does for its own', async () => {
  const traffic = await smallTraffic([
    { start: '10:00:00', source: '1.1.1.1', bytesIn: 10 },
    { start: '10:00:00', source: '1.1.1.1', bytesIn: 20 },
    { start: '10:00:00', source: '2.2.2.2', country: 'US', bytesIn: 3 },
  ]);
  await requireLocal(traffic).engine.connection.run(
    `create table addresses as select * from (values ('1.1.1.1', 'AU', 13335, 'Example', null), ('2.2.2.2', 'FR', 3215, 'Other', null)) as a(ip, country, asn, owner, known)`,
  );
  assert.deepEqual(
    (await trafficByCountry(traffic)).map((row) => [row.country, row.records, row.by_registry]),
    [
      ['AU', 2, 2],
      ['US', 1, 0],
    ],
  );
});

test('a load balancer’s log, which knows no countries, fills the map by registry', realData, async () => {
  const traffic = await openTraffic(realData.file('aws-samples/amazon_elb__raw.log'));
  assert.deepEqual(
    (await trafficByCountry(traffic)).map((row) => row.country),
    [null],
  );
  await enrichAddresses(traffic);
  const rows = await trafficByCountry(traffic);
  assert.equal(rows.find((row) => row.country === 'JP')?.by_registry, 63);
  assert.match(
    countryMap(rows).description,
    /one country: Japan \(JP\)\..*63 records name no country: theirs is by registry/,
  );
});

test('trafficByCountry finds the seven countries of the real records', realData, async () => {
  const rows = await trafficByCountry(
    await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv')),
  );
  assert.deepEqual(
    rows.map((row) => [row.country, row.records]),
    [
      ['US', 113],
      ['CA', 72],
      ['DE', 28],
      ['AT', 21],
      ['NL', 18],
      ['AE', 16],
      ['IL', 14],
    ],
  );
  assert.equal(
    rows.reduce((sum, row) => sum + row.clients, 0),
    28,
  );
});
