import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { addressFacts } from '../../lib/analyze/address-facts.js';
import { ADDRESS_SOURCES } from '../../lib/enrich/address-sources.js';
import { type EnrichAddressesOptions, enrichAddresses } from '../../lib/enrich/enrich-addresses.js';
import { parseAddressList } from '../../lib/enrich/parse-address-list.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { realData } from '../real-data.js';

const folder = mkdtempSync(path.join(tmpdir(), 'enrich-'));
let files = 0;

async function addresses(sources: readonly string[], options: EnrichAddressesOptions = {}) {
  const file = path.join(folder, `${++files}.csv`);
  const rows = sources.map((source) => `2024-01-01T00:00:00Z,${source}`);
  writeFileSync(file, ['creation_time,src_ip,src_ip_country_code', ...rows].join('\n'));
  const traffic = await openTraffic(file);
  await enrichAddresses(traffic, options);
  const found = await traffic.engine.query<Record<string, string | null>>('select * from addresses');
  return new Map(found.map((row) => [row.ip, row]));
}

test('enrichAddresses names private, shared and documentation ranges of IPv4 and IPv6', async () => {
  const found = await addresses([
    '10.1.2.3,',
    '100.64.0.1,',
    '203.0.113.9,',
    '2001:db8::7,',
    'fe80::1,',
    '8.8.8.8,',
  ]);
  assert.deepEqual(
    ['10.1.2.3', '100.64.0.1', '203.0.113.9', '2001:db8::7', 'fe80::1', '8.8.8.8'].map(
      (ip) => found.get(ip)?.special,
    ),
    ['private', 'shared (carrier-grade NAT)', 'documentation', 'documentation', 'link-local', null],
  );
});

test('enrichAddresses takes the country of the record, and the registry’s where the record has none', async () => {
  const found = await addresses(['8.8.8.8,', '1.1.1.1,DE', '2001:4860:4860::8888,', '10.0.0.1,']);
  const country = (ip: string) => [found.get(ip)?.country_iso3, found.get(ip)?.country_from];
  assert.deepEqual(country('8.8.8.8'), ['USA', 'registry']);
  assert.deepEqual(country('1.1.1.1'), ['DEU', 'record']);
  assert.deepEqual(country('2001:4860:4860::8888'), ['USA', 'registry']);
  assert.deepEqual(country('10.0.0.1'), [null, null]);
  assert.match(found.get('8.8.8.8')?.owner ?? '', /Google/);
  assert.match(found.get('2001:4860:4860::8888')?.owner ?? '', /Google/);
});

test('enrichAddresses prefers the narrower entry, then deny, and drops expired ones', async () => {
  const lists = [
    ...parseAddressList('8.8.0.0/16, wide\n# a comment\n\n1.1.1.1, old, 2024-01-01\n9.9.9.9, both', 'allow'),
    ...parseAddressList('8.8.8.8, narrow\n9.9.9.9, both', 'deny'),
  ];
  const found = await addresses(['8.8.8.8,', '8.8.4.4,', '1.1.1.1,', '9.9.9.9,'], {
    lists,
    now: new Date('2024-01-01T00:00:00Z'),
  });
  assert.deepEqual(
    ['8.8.8.8', '8.8.4.4', '1.1.1.1', '9.9.9.9'].map((ip) => found.get(ip)?.verdict),
    ['deny', 'allow', null, 'deny'],
  );
  assert.equal(found.get('8.8.4.4')?.comment, 'wide');
});

test('the data card counts countries taken from the registries, and names ranges and whose data it is', async () => {
  const file = path.join(folder, 'card.csv');
  writeFileSync(
    file,
    'creation_time,src_ip,src_ip_country_code\n2024-01-01T00:00:00Z,8.8.8.8,\n2024-01-01T00:00:00Z,10.0.0.1,',
  );
  const traffic = await openTraffic(file);
  assert.deepEqual(await addressFacts(traffic), []);
  await enrichAddresses(traffic);
  assert.deepEqual(await addressFacts(traffic), [
    'country taken from the registries for 1 source in 1 record that name none',
    'private: 1 source',
    ADDRESS_SOURCES,
  ]);
});

test('addressList names the line of a bad address and of a bad day', () => {
  assert.throws(() => parseAddressList('1.2.3.4\n1.2.3.400', 'deny'), {
    name: 'InputError',
    message: /deny list, line 2: "1\.2\.3\.400"/,
  });
  assert.throws(() => parseAddressList('1.2.3.4, x, tomorrow', 'allow'), /allow list, line 1: "tomorrow"/);
  assert.throws(
    () => parseAddressList('1.2.3.4, 2027-12-31', 'allow'),
    /line 1: "2027-12-31" stands where the comment belongs. Write the expiry third: 1.2.3.4, , 2027-12-31\./,
  );
});

test(
  'enrichAddresses finds 225 real records behind the gateway and ten research scanners',
  realData,
  async () => {
    const traffic = await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv'));
    await enrichAddresses(traffic);
    const [row] =
      await traffic.engine.query(`select cast(count_if(known like '%gateway (zscaler) on 2025-12-23%') as integer) as gateway,
       cast(count(distinct case when known_kind = 'scanner' then ip end) as integer) as scanners
     from traffic join addresses on ip = src_ip`);
    assert.deepEqual(row, { gateway: 225, scanners: 10 });
  },
);

test('enrichAddresses stops when its signal fires, and leaves the addresses it had', async () => {
  const file = path.join(folder, `${++files}.csv`);
  writeFileSync(file, 'creation_time,src_ip,src_ip_country_code\n2024-01-01T00:00:00Z,8.8.8.8,\n');
  const traffic = await openTraffic(file);
  await requireLocal(traffic).engine.connection.run('create table addresses as select 1 as earlier');
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('enough')), 50);
  await assert.rejects(enrichAddresses(traffic, stop), /enough/);
  const left = await traffic.engine.query<{ name: string }>(
    "select table_name || ' ' || column_name as name from duckdb_columns() where table_name in ('addresses', 'seen')",
  );
  assert.deepEqual(left, [{ name: 'addresses earlier' }]);
});
