import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { query } from '../../lib/engine/query.js';
import { ADDRESS_MACROS } from '../../lib/load/address-macros.js';

/** ipaddr.js takes ::1.2.3.4 for a mapped address, which it is not (RFC 4291, 2.5.5.1). */
const isCompatible = (text: string) => /^::\d+\.\d+\.\d+\.\d+$/.test(text);
const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6()).filter((text) => !isCompatible(text));
const written = fc.sample(anyAddress, { numRuns: 1000, seed: 1 });

/** 32 hexadecimal digits, IPv4 as mapped IPv6, by a library. */
function expectedKey(text: string): string {
  const address = ipaddr.process(text);
  const wide = address.kind() === 'ipv4' ? (address as ipaddr.IPv4).toIPv4MappedAddress() : address;
  return Buffer.from(wide.toByteArray()).toString('hex');
}

test('the key of each of 1,000 addresses is the one that ipaddr.js gives, and is written back as the same address', async () => {
  const connection = await openDuckDB();
  await connection.run(ADDRESS_MACROS);
  await connection.run(
    `create table a as select unnest([${written.map((text) => `'${text}'`).join(', ')}]) as text`,
  );
  const rows = await query<{ text: string; ip: string; key: string; back: string }>(
    connection,
    'select text, address(text) as ip, ip_key(ip) as key, ip_text(key) as back from a',
  );
  assert.equal(rows.length, 1000);
  for (const { text, ip, key, back } of rows) {
    assert.equal(key, expectedKey(text), text);
    assert.equal(expectedKey(ip), key, text);
    assert.equal(back, ip);
  }
});

test('no address has no key', async () => {
  const connection = await openDuckDB();
  await connection.run(ADDRESS_MACROS);
  assert.deepEqual(await query(connection, 'select ip_key(null::varchar) as key, address(null) as ip'), [
    { key: null, ip: null },
  ]);
});
