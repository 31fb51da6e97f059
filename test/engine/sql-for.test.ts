import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { sqlFor } from '../../lib/engine/sql-for.js';

async function traffic() {
  const connection = await openDuckDB();
  await connection.run(`create table traffic as select * from (values
    (1, '192.0.2.1', 9007199254740993::bigint, timestamp '2024-04-25 23:00:00', 443),
    (2, '192.0.2.2', 2048::bigint, timestamp '2024-04-26 08:10:00', 80),
    (3, '<b>x</b>', null, timestamp '2024-04-26 10:00:00', 443)
  ) as t(row_id, src_ip, bytes_in, creation_time, dst_port)`);
  return { engine: duckdbEngine(connection) };
}

test('sql binds values of every kind and gives typed rows, BIGINT exact', async () => {
  const sql = sqlFor(await traffic());
  const { rows, columns } = await sql<{ bytes_in: bigint; creation_time: Date }>`
    select bytes_in, creation_time from traffic
    where src_ip = ${'192.0.2.1'} and dst_port = ${443} and creation_time < ${new Date('2024-04-26T00:00:00Z')}
      and bytes_in > ${9007199254740992n}`;
  assert.deepEqual(rows, [{ bytes_in: 9007199254740993n, creation_time: new Date('2024-04-25T23:00:00Z') }]);
  assert.deepEqual(columns, [
    { name: 'bytes_in', type: 'BIGINT' },
    { name: 'creation_time', type: 'TIMESTAMP' },
  ]);
});

test('sql takes a list where SQL takes one, and an empty list is the empty set', async () => {
  const sql = sqlFor(await traffic());
  const ids = async (list: readonly number[]) =>
    (await sql<{ row_id: number }>`select row_id from traffic where row_id in ${list} order by 1`).rows;
  assert.deepEqual(await ids([1, 3]), [{ row_id: 1 }, { row_id: 3 }]);
  assert.deepEqual(await ids([]), []);
  const none: number[] = [];
  const all = await sql`select row_id from traffic where row_id not in ${none}`;
  assert.equal(all.rows.length, 3);
});

test('sql never takes a value for SQL, whatever it holds', async () => {
  const sql = sqlFor(await traffic());
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom("' or 1=1 --", "'; drop table traffic; --", '$2', '?'),
      ),
      async (text) => {
        fc.pre(!text.includes('\0'));
        assert.deepEqual((await sql`select ${text}::varchar as value, count(*) as n from traffic`).rows, [
          { value: text, n: 3n },
        ]);
      },
    ),
    { numRuns: 100 },
  );
});

test('sql refuses an object as a value', async () => {
  const sql = sqlFor(await traffic());
  await assert.rejects(
    // @ts-expect-error an object is no value in SQL
    async () => sql`select ${{ a: 1 }}`,
    /text, a number, a boolean, a Date, null or a list/,
  );
});

test('an error names line and column, suggests the column meant and puts a caret under the place', async () => {
  const sql = sqlFor(await traffic());
  await assert.rejects(sql`select *\nfrom traffic\nwhere byte_in > ${5}`, {
    name: 'SqlError',
    message:
      'SQL, line 3, column 7: Referenced column "byte_in" not found in FROM clause. Did you mean bytes_in?\n' +
      '  where byte_in > $1\n' +
      '        ^',
  });
  await assert.rejects(sql`select 1 from trafic`, /line 1, column 15: .* Did you mean traffic\?/);
  await assert.rejects(sql`select bytes_in + src_ip from traffic`, (error: Error) => {
    assert.match(error.message, /^SQL, line 1, column 17: No function matches/);
    assert.equal(error.message.split('\n').length, 3);
    return true;
  });
  await assert.rejects(sql`select 1 +`, { message: 'SQL: syntax error at end of input.' });
});

test('the caret stands right in a line that the engine cuts on both sides', async () => {
  const sql = sqlFor(await traffic());
  await assert.rejects(
    sql`select 1 as a, 2 as b, 3 as c, 4 as d, 5 as e, 6 as f, 7 as g, 8 as h, 9 as i, dst_prt, 1 as j, 2 as k, 3 as l, 4 as m, 5 as n, 6 as o from traffic`,
    (error: Error) => {
      const [head, line, caret] = error.message.split('\n');
      assert.match(head!, /line 1, column 80: .* Did you mean dst_port\?/);
      assert.equal(line!.slice(caret!.indexOf('^')).slice(0, 7), 'dst_prt');
      return true;
    },
  );
});

test('the HTML table has bytes in MiB, UTC, thousands separators, and shows text as text', async () => {
  const sql = sqlFor(await traffic());
  const result = await sql`select src_ip, 3 * 1024 * 1024 as bytes_in, creation_time, dst_port, 1234567 as n
    from traffic where row_id = 3`;
  const { html } = result;
  assert.match(html, /<td[^>]*>3 MiB<\/td>/);
  assert.match(html, /creation_time \(UTC\)/);
  assert.match(html, />2024-04-26 10:00:00</);
  assert.match(html, />1,234,567</);
  assert.match(html, />443</);
  assert.match(html, /&lt;b>x&lt;\/b|&lt;b&gt;x/);
  assert.doesNotMatch(html, /<b>/);
  assert.match(result.text, /^src_ip \| bytes_in/);
});

test('the HTML table has 500 rows and counts the rest', async () => {
  const sql = sqlFor(await traffic());
  const { html } = await sql`select i from range(5000) as r(i)`;
  assert.equal(html.match(/<tr>/g)?.length, 501);
  assert.match(html, /4,500 more rows not shown/);
});

test('toDataFrame keeps BIGINT exact: as number where that is exact, else as text', async () => {
  const sql = sqlFor(await traffic());
  const frame = await (
    await sql`select row_id::bigint as row_id, bytes_in from traffic where row_id < 3 order by 1`
  ).toDataFrame();
  assert.deepEqual(frame.values, [
    [1, '9007199254740993'],
    [2, '2048'],
  ]);
});

test('toMatrix takes the numeric columns, NULL as NaN, and refuses a result without any', async () => {
  const sql = sqlFor(await traffic());
  const matrix = (
    await sql`select src_ip, dst_port, bytes_in from traffic where row_id > 1 order by row_id`
  ).toMatrix();
  assert.deepEqual(matrix, {
    values: Float32Array.of(80, 2048, 443, Number.NaN),
    rows: 2,
    columns: ['dst_port', 'bytes_in'],
  });
  const text = await sql`select src_ip from traffic`;
  assert.throws(() => text.toMatrix(), /No column of the result is numeric: src_ip \(VARCHAR\)/);
});

test('a question stops when its signal is aborted', async () => {
  const controller = new AbortController();
  const sql = sqlFor(await traffic(), { signal: controller.signal });
  const asked = sql`select count(*) from range(1000000000000) as r(i) where i % 7 = 3`;
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(asked, { name: 'AbortError' });
});
