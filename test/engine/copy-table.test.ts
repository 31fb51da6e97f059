import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyTable } from '../../lib/engine/copy-table.js';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { tinyTraffic } from '../features/tiny-traffic.js';
import { duckdbElsewhere } from './duckdb-elsewhere.js';

test('an answer from elsewhere is a table here, with its types, in place of the one before, and also without rows', async () => {
  const { traffic } = await duckdbElsewhere(
    await tinyTraffic([{ bytes_in: 2 ** 53 - 1, uri: '/"ü☃' }, { dst_port: null }]),
    true,
  );
  const local = duckdbEngine(await openDuckDB());
  const copied = async (select: string, parameters = {}) => {
    await copyTable(traffic.engine, local, select, { name: 'copied', parameters });
    const found = await local.connection.runAndReadAll('select * from copied order by all');
    return [found.columnTypes().map(String), ...found.getRows()];
  };
  const select =
    'select bytes_in, dst_port, uri, cast(0.1 as real) as f, cast(0.1 as double) as d, row_id = 1 as one from traffic where row_id <= $most';
  const types = ['BIGINT', 'INTEGER', 'VARCHAR', 'FLOAT', 'DOUBLE', 'BOOLEAN'];
  assert.deepEqual(await copied(select, { most: 2 }), [
    types,
    [1000n, null, null, Math.fround(0.1), 0.1, false],
    [9007199254740991n, 443, '/"ü☃', Math.fround(0.1), 0.1, true],
  ]);
  assert.deepEqual(await copied(select, { most: 0 }), [types]);
  await assert.rejects(
    copied('select creation_time from traffic'),
    /creation_time has the type TIMESTAMP: cast it to a text/,
  );
});
