import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecordClients } from '../../lib/detect/record-clients.js';
import { tinyTraffic } from '../features/tiny-traffic.js';

const addresses = ['192.0.2.9', '192.0.2.1', '2001:db8::1', '192.0.2.9', '192.0.2.1', '192.0.2.9'];

async function traffic() {
  const { engine } = await tinyTraffic(addresses.map((src_ip) => ({ src_ip })));
  return engine.connection;
}

test('each record has the code of its client, whatever order the engine finds records in', async () => {
  const connection = await traffic();
  for (const change of ['', 'update traffic set row_id = 100 - row_id * 10']) {
    await connection.run(change || 'select 1');
    const rowIds = Int32Array.from([1, 2, 3, 4, 5, 6], (id) => (change ? 30 + id * 10 : id));
    const { codes, addresses: known } = await readRecordClients(connection, rowIds);
    assert.deepEqual(known, ['192.0.2.1', '192.0.2.9', '2001:db8::1']);
    const found = Array.from(codes, (code) => known[code]);
    assert.deepEqual(found, change ? addresses.toReversed() : addresses);
  }
});

test('it leaves no table behind, and two at once do not get in each other’s way', async () => {
  const connection = await traffic();
  const rowIds = Int32Array.of(1, 2, 3, 4, 5, 6);
  const [one, other] = await Promise.all([
    readRecordClients(connection, rowIds),
    readRecordClients(connection, rowIds),
  ]);
  assert.deepEqual(one, other);
  const tables = await connection.runAndReadAll('select table_name from duckdb_tables() order by 1');
  assert.deepEqual(tables.getRowsJS(), [['labels'], ['traffic']]);
});
