import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDuckDB } from '../../../lib/engine/duckdb.js';
import { query } from '../../../lib/engine/query.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { written } from '../written.js';

let files = 0;
async function read(lines: readonly string[], columns: string, fields?: string) {
  const file = written(`cloudfront-${++files}.log`, lines.join('\n'));
  const traffic = await openTraffic(file, fields === undefined ? {} : { fields });
  const rows = await traffic.engine.query(`select ${columns} from traffic order by row_id`);
  return { rows: rows.map((row) => Object.values(row)), account: traffic.accounts[0]! };
}
const tabs = (text: string) => text.replaceAll(' ', '\t');

const REAL_TIME =
  'timestamp c-ip s-ip time-to-first-byte sc-status sc-bytes cs-method cs-protocol cs-host cs-uri-stem cs-bytes x-edge-location x-edge-request-id x-host-header time-taken cs-uri-query cs-user-agent c-country';
const REAL_TIME_ROW = tabs(
  '1714086602.125 203.0.113.9 192.0.2.4 0.001 200 703 GET https d1.cloudfront.net /a?q=1 62 FRA60-P1 rid== www.example.com 0.113 q=1 agent%20x DE',
);

test('a real-time log is read by the given fields; the stem has the query, the edge has an address', async () => {
  const { rows, account } = await read(
    [REAL_TIME_ROW, REAL_TIME_ROW],
    'creation_time::varchar, end_time::varchar, src_ip, dst_ip, uri, user_agent, src_ip_country_code, bytes_in, bytes_out',
    REAL_TIME,
  );
  const row = ['203.0.113.9', '192.0.2.4', '/a?q=1', 'agent x', 'DE', 62n, 703n];
  assert.deepEqual(rows, Array(2).fill(['2024-04-25 23:10:02.012', '2024-04-25 23:10:02.125', ...row]));
  assert.equal(account.format, 'aws-cloudfront');
});

test('one sentence says what is missing of a log that cannot be read', async () => {
  await assert.rejects(
    read([REAL_TIME_ROW], '1'),
    /: looks like a CloudFront log without the line #Fields: \(18 values a line\).*--fields 'timestamp c-ip/,
  );
  await assert.rejects(
    read([REAL_TIME_ROW], '1', 'timestamp c-ip x-edge-location'),
    /18 values a line, but 3 fields/,
  );
  await assert.rejects(
    read(['#Fields: date time x-edge-location', tabs('2024-04-25 23:10:02 FRA60-P1')], '1'),
    /is a CloudFront log without the field c-ip/,
  );
});

test('every row is read by the header above it, also where another one comes far below the first', async () => {
  const old = tabs('2024-04-25 23:10:02 FRA60-P1 203.0.113.9 200');
  const { rows, account } = await read(
    [
      '#Version: 1.0',
      '#Fields: date time x-edge-location c-ip sc-status',
      ...Array(100).fill(old),
      '#Version: 1.0',
      '#Fields: date time x-edge-location sc-status c-ip cs-bytes',
      tabs('2024-04-25 23:10:02 FRA60-P1 404 203.0.113.10 7'),
      old,
      '#Fields: date time x-edge-location c-ip sc-status',
      old,
    ],
    'src_ip, response_code, bytes_in',
  );
  assert.deepEqual(rows.slice(0, 100), Array(100).fill(['203.0.113.9', 200, null]));
  assert.deepEqual(rows.slice(100), [
    ['203.0.113.10', 404, 7n],
    ['203.0.113.9', 200, null],
  ]);
  assert.deepEqual([account.units, account.rejects, account.skipped], [108, 1, { comment: 5 }]);
});

test('agents are decoded once or, in older logs, twice, and what is not UTF-8 stays encoded', async () => {
  const agents = [
    'Mozilla/5.0%20(X11;%20Linux)',
    'Mozilla/5.0%2520(X11;%2520Linux)',
    'curl%252F8',
    '%FFagent%20x',
    'a%2520b%20c',
  ];
  const { rows, account } = await read(
    [
      '#Fields: date time x-edge-location c-ip cs(User-Agent)',
      ...agents.map((agent) => tabs(`2024-04-25 23:10:02 FRA60-P1 203.0.113.9 ${agent}`)),
    ],
    'user_agent',
  );
  assert.deepEqual(rows.flat(), [
    'Mozilla/5.0 (X11; Linux)',
    'Mozilla/5.0 (X11; Linux)',
    'curl%2F8',
    '%FFagent%20x',
    'a%20b c',
  ]);
  assert.equal(account.rejects, 0);
});

test('rows of older logs without a header have the first of the documented fields', async () => {
  const row = tabs('2024-04-25 23:10:02 FRA60-P1 703 203.0.113.9 GET d1.cloudfront.net /a 200 - curl/8 q=1');
  const { rows, account } = await read([row, row, `${row}\tmore`], 'src_ip, uri, user_agent, response_code');
  assert.deepEqual(rows, Array(2).fill(['203.0.113.9', '/a?q=1', 'curl/8', 200]));
  assert.equal(account.rejects, 1);
});

test('standard logs of version 2 are read from Parquet, their times in UTC whatever they are', async () => {
  const parquet = written('cloudfront.parquet', '');
  await withDuckDB((connection) =>
    query(
      connection,
      `copy (select '2024-04-25' as date, '23:10:02' as time, 'FRA60-P1' as x_edge_location, '703' as sc_bytes, '203.0.113.9' as c_ip, 'GET' as cs_method,
         'd1.cloudfront.net' as cs_host, '/a' as cs_uri_stem, '200' as sc_status, 'curl%20x' as cs_user_agent, 'DE' as c_country
       union all select null, null, 'FRA60-P1', '-', '203.0.113.10', 'GET', null, '/b', '000', '-', '-') to '${parquet}' (format parquet)`,
    ),
  );
  const traffic = await openTraffic(parquet, { timeZone: 'Asia/Tokyo' });
  assert.deepEqual(
    await traffic.engine.query(
      'select src_ip, uri, user_agent, src_ip_country_code, host, bytes_out, end_time::varchar as ended from traffic',
    ),
    [
      {
        ...{ src_ip: '203.0.113.9', uri: '/a', user_agent: 'curl x', src_ip_country_code: 'DE' },
        ...{ host: 'd1.cloudfront.net', bytes_out: 703n, ended: '2024-04-25 23:10:02' },
      },
    ],
  );
  assert.equal(traffic.rejected, 1);
});
