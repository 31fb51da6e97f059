import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantitySummaries } from '../../lib/analyze/quantity-summary.js';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';

test('of many records a sample is summarised, and the largest of all is told whether it is in the sample or not', async () => {
  const connection = await openDuckDB();
  await connection.run(
    `create table traffic as select cast(i as integer) as row_id, i % 1000 as bytes_in, case when i = 77 then 5000000 else 2 * (i % 1000) end as bytes_out,
       timestamp '2024-01-01 00:00:00' as creation_time, timestamp '2024-01-01 00:00:07' as end_time
     from range(1, 100001) as r(i)`,
  );
  const traffic = {
    engine: duckdbEngine(connection),
    connection,
    files: [],
    records: 100_000,
    rejected: 0,
    accounts: [],
  };
  const { summaries, correlation, sampled } = await quantitySummaries(traffic);
  // Every second record: those with an even number.
  assert.equal(sampled, 50_000);
  assert.deepEqual(
    summaries.map(({ name, median, mad, max }) => [name, median, mad, max]),
    [
      ['bytes_in', 499, 250, 999],
      ['bytes_out', 998, 500, 5_000_000],
      ['duration', 7, 0, 7],
    ],
  );
  assert.equal(correlation?.spearman.toFixed(6), '1.000000');
  connection.closeSync();
});
