import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { query } from '../../lib/engine/query.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { written } from './written.js';

const cell = (...values: string[]) => fc.constantFrom(...values);
const row = fc.record({
  bytes_in: cell(
    '1',
    '0',
    '',
    '-',
    ' 7 ',
    '1.0',
    '1.5',
    '1e3',
    '-1',
    '9223372036854775807',
    '9223372036854775808',
    'x',
  ),
  creation_time: cell(
    '2024-01-01T00:00:00Z',
    '2024-01-01 00:00:00',
    '2024-01-01T02:00:00+02:00',
    '1704067200',
    'epoch',
    '2024-01-01',
    '',
  ),
  src_ip: cell('1.2.3.4', '::FFFF:1.2.3.4', '2001:db8::1', '2001:DB8:0::1', ' 1.2.3.4', '1.2.3', ''),
  src_ip_country_code: cell('US', 'de', 'XX', '', 'None'),
  dst_port: cell('443', '0', '65535', '65536', '-', '80.0'),
});

test('the quick way into the cache takes exactly the rows that the careful one takes', async () => {
  let files = 0;
  const read = async (lines: readonly string[]) => {
    const { connection } = await openTraffic(written(`typed-${++files}.csv`, lines.join('\n')));
    const rows = await query(
      connection,
      'select * exclude (row_id, label) from (select t.*, null as label from traffic t) order by row_id',
    );
    connection.closeSync();
    return rows;
  };
  const header = 'bytes_in,creation_time,src_ip,src_ip_country_code,dst_port';
  const good = '1,2024-01-01T00:00:00Z,9.9.9.9,US,1';
  // A row that only the careful way reads forces it on the same records.
  const forced = good.replace('9.9.9.9', '::ffff:9.9.9.9');
  await fc.assert(
    fc.asyncProperty(row, async (one) => {
      const line = Object.values(one).join(',');
      const either = await read([header, good, line]);
      const careful = await read([header, forced, line]);
      assert.deepEqual(either, careful);
    }),
    { numRuns: 40 },
  );
});
