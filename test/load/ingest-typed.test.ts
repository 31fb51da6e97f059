import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { query } from '../../lib/engine/query.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { openLocal } from './open-local.js';
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
    const { connection } = requireLocal(
      await openTraffic(written(`typed-${++files}.csv`, lines.join('\n'))),
    ).engine;
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

test('what only the engine takes for a time is rejected, also in a file that is perfect otherwise', async () => {
  const good = '2024-01-01T00:00:00Z,1.2.3.4';
  const times = ['10000-01-01T00:00:00Z', '-0044-03-15T00:00:00Z'];
  const files = times.map((time, i) =>
    written(`time-${i}.csv`, `creation_time,src_ip\n${good}\n${time},1.2.3.4\n`),
  );
  const {
    engine: { connection },
    records,
  } = await openLocal(files);
  assert.equal(records, 2);
  assert.deepEqual(await query(connection, 'select line, value, reason from rejects order by file'), [
    ...times.map((value) => ({ line: 3, value, reason: 'is not a time (ISO 8601 was expected)' })),
  ]);
  connection.closeSync();
});

test('an offset of a time counts, also where the text is as long as one without', async () => {
  const {
    engine: { connection },
  } = await openLocal(written('offset.csv', 'creation_time,src_ip\n2024-1-1 0:00:00+01,1.2.3.4\n'));
  assert.deepEqual(await query(connection, 'select creation_time::varchar as time from traffic'), [
    { time: '2023-12-31 23:00:00' },
  ]);
  connection.closeSync();
});

test('a text that stands for no value is none, however far behind the beginning of a table it first comes', async () => {
  const row = (protocol: string, bytes: string) =>
    `2024-01-01T00:00:00Z,9.9.9.9,${protocol},${bytes},label of the records`;
  const rows = Array.from({ length: 20_000 }, (_, i) => row('HTTP', String(i)));
  const header = 'creation_time,src_ip,protocol,bytes_in,label';
  const late = async (name: string, last: readonly string[]) => {
    const { connection } = requireLocal(
      await openTraffic(written(`late-${name}.csv`, [header, ...rows, ...last].join('\n'))),
    ).engine;
    const [found] = await query<{ protocols: number; bytes: number; labels: number }>(
      connection,
      `select cast(count(protocol) as integer) as protocols, cast(count(bytes_in) as integer) as bytes,
        (select cast(count(*) as integer) from labels) as labels from traffic`,
    );
    connection.closeSync();
    return found;
  };
  const all = rows.length;
  assert.deepEqual(await late('text', [row('None', '1')]), {
    protocols: all,
    bytes: all + 1,
    labels: all + 1,
  });
  assert.deepEqual(await late('quoted', [row('"<NA>"', '1')]), {
    protocols: all,
    bytes: all + 1,
    labels: all + 1,
  });
  assert.deepEqual(await late('number', [row('TCP', 'NaN')]), {
    protocols: all + 1,
    bytes: all,
    labels: all + 1,
  });
  assert.deepEqual(await late('label', [row('TCP', '1').replace(/[^,]*$/, 'N/A')]), {
    protocols: all + 1,
    bytes: all + 1,
    labels: all,
  });
  assert.deepEqual(await late('none', [row('TCP', '1')]), {
    protocols: all + 1,
    bytes: all + 1,
    labels: all + 1,
  });
});

test('a time of more digits than any clock has is rejected by its line, and does not end the load', async () => {
  const file = written(
    'digits.csv',
    'creation_time,src_ip\n2024-01-01T00:00:00Z,9.9.9.9\n9999999999999999999,9.9.9.9\n1704067200,9.9.9.9\n',
  );
  const { connection } = (await openLocal(file)).engine;
  const rejects = await query(connection, 'select line, column_name, value from rejects');
  assert.deepEqual(rejects, [{ line: 3, column_name: 'creation_time', value: '9999999999999999999' }]);
});
