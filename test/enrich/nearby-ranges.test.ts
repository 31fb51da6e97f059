import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listValue } from '@duckdb/node-api';
import fc from 'fast-check';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { nearbyRanges, withPrefix } from '../../lib/enrich/nearby-ranges.js';

const key = (number: bigint) => number.toString(16).padStart(32, '0');
const IPV4 = 0xffff_0000_0000n;

test('whatever lies in a range of many lies in one of those near it, and ranges elsewhere are left out', async () => {
  const connection = await openDuckDB();
  const address = fc.oneof(
    fc.bigInt(0n, 0xffff_ffffn).map((number) => IPV4 + number),
    fc.bigInt(0n, 2n ** 128n - 1n),
  );
  const range = fc.tuple(address, fc.integer({ min: 0, max: 128 })).map(([number, bits]) => {
    const size = 1n << BigInt(bits);
    const low = number - (number % size);
    return { low: key(low), high: key(low + size - 1n) };
  });
  const some = fc.tuple(fc.array(range, { minLength: 1 }), fc.array(address, { minLength: 1 }));
  await fc.assert(
    fc.asyncProperty(some, async ([ranges, numbers]) => {
      // An address of each range too, so that some always lie in one.
      const keys = [...numbers.map(key), ...ranges.map(({ high }) => high)];
      await connection.run('create or replace temp table seen as select unnest($keys::varchar[]) as ip_key', {
        keys: listValue(keys),
      });
      const all = `select * from (values ${ranges.map(({ low, high }) => `('${low}', '${high}')`).join(', ')}) as r(low_key, high_key)`;
      const within = (from: string) =>
        connection.runAndReadAll(
          `select ip_key, low_key, high_key from seen join (${from}) on ip_key between low_key and high_key order by all`,
        );
      const [near, every] = [
        await within(nearbyRanges(withPrefix(all), 'seen', 'ip_key')),
        await within(all),
      ];
      assert.deepEqual(near.getRows(), every.getRows());
    }),
    { numRuns: 50 },
  );
  await connection.run(`create or replace temp table seen as select '${key(IPV4 + 0xc000_0201n)}' as ip_key`);
  const nets = [0xc000_0200n, 0xc001_0200n, 0xc000_ff00n]
    .map((from) => `('${key(IPV4 + from)}', '${key(IPV4 + from + 255n)}')`)
    .join(', ');
  const found = await connection.runAndReadAll(
    `select count(*) from (${nearbyRanges(withPrefix(`select * from (values ${nets}) as r(low_key, high_key)`), 'seen', 'ip_key')})`,
  );
  // 192.0.2.0/24 and 192.0.255.0/24 share the prefix of 192.0.2.1, 192.1.2.0/24 does not.
  assert.equal(found.getRows()[0]![0], 2n);
  connection.closeSync();
});
