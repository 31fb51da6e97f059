import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDuckDB } from '../../../lib/engine/duckdb.js';
import { query } from '../../../lib/engine/query.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { written } from '../written.js';

let files = 0;
const HEADER = 'srcaddr dstaddr srcport dstport protocol bytes start end tcp-flags';

async function read(lines: readonly string[], columns: string, fields?: string) {
  const file = written(`vpc-${++files}.log`, lines.join('\n'));
  const traffic = await openTraffic(file, fields === undefined ? {} : { fields });
  const rows = await traffic.engine.query(`select ${columns} from traffic order by row_id`);
  return { rows: rows.map((row) => Object.values(row)), account: traffic.accounts[0]! };
}

/** Who is the client of flows that are written one a line: `sender port receiver port start flags`. */
async function clients(...flows: readonly string[]) {
  const lines = flows.map((flow) => {
    const [sender, from, receiver, to, start, flags = '0'] = flow.split(' ');
    return `${sender} ${receiver} ${from} ${to} 6 100 17140865${start} 1714086600 ${flags}`;
  });
  const { rows } = await read([HEADER, ...lines], 'src_ip, dst_port');
  return rows;
}

test('the client is who sent the SYN, whatever the ports say', async () => {
  assert.deepEqual(await clients('10.0.0.1 443 10.0.0.2 50000 40 2'), [['10.0.0.1', 50000]]);
  assert.deepEqual(await clients('10.0.0.1 443 10.0.0.2 50000 40 18'), [['10.0.0.2', 443]]);
  assert.deepEqual(await clients('10.0.0.1 50000 10.0.0.2 443 40 19'), [['10.0.0.2', 50000]]);
});

test('who opened a connection is its client in every window, also in those without flags', async () => {
  const flow = (end: number, flags: number) =>
    `10.0.0.1 10.0.0.2 443 50000 6 100 ${end - 60} ${end} ${flags}`;
  const { rows } = await read(
    [HEADER, flow(1714086600, 0), flow(1714086660, 2), flow(1714086720, 0)],
    'src_ip, dst_port',
  );
  assert.deepEqual(rows, Array(3).fill(['10.0.0.1', 50000]));
});

test('without flags a port below 1024 or of a known service is the server’s', async () => {
  assert.deepEqual(await clients('10.0.0.1 443 10.0.0.2 1024 40'), [['10.0.0.2', 443]]);
  assert.deepEqual(await clients('10.0.0.1 5432 10.0.0.2 3010 40'), [['10.0.0.2', 5432]]);
  assert.deepEqual(await clients('10.0.0.1 3010 10.0.0.2 5432 40'), [['10.0.0.1', 5432]]);
});

test('where ports say nothing, who was seen first is the client, and of one way only the sender', async () => {
  const [there, back] = ['10.0.0.1 40000 10.0.0.2 50000', '10.0.0.2 50000 10.0.0.1 40000'];
  assert.deepEqual(await clients(`${there} 41`, `${back} 40`), [['10.0.0.2', 40000]]);
  assert.deepEqual(await clients(`${there} 40`, `${back} 41`), [['10.0.0.1', 50000]]);
  assert.deepEqual(await clients(`${back} 40`), [['10.0.0.2', 40000]]);
  // In one second: the higher port is the client's.
  assert.deepEqual(await clients(`${there} 40`, `${back} 40`), [['10.0.0.2', 40000]]);
  // Seen both ways, a port that systems give to clients is the client's, also when the server was seen first.
  const [asks, answers] = ['10.0.0.1 40000 10.0.0.2 20000', '10.0.0.2 20000 10.0.0.1 40000'];
  assert.deepEqual(await clients(`${asks} 41`, `${answers} 40`), [['10.0.0.1', 20000]]);
});

test('a scan of many ports has the scanner as its client, and a server that answers is no scanner', async () => {
  const probes = [22, 443, 3306, 8080, 50001].map((port) => `203.0.113.9 40000 10.0.0.2 ${port} 40`);
  assert.deepEqual(
    (await clients(...probes)).map(([client]) => client),
    Array(5).fill('203.0.113.9'),
  );
  const answers = [50001, 50002, 50003].map((port) => `10.0.0.2 443 203.0.113.${port - 50000} ${port} 40`);
  assert.deepEqual(
    (await clients(...answers)).map(([, port]) => port),
    [443, 443, 443],
  );
});

test('behind NAT the addresses of the packet count, and both directions still belong together', async () => {
  const { rows, account } = await read(
    [
      'srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport bytes start end',
      '10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5 50000 443 11 1714086540 1714086600',
      '10.0.0.220 10.0.1.5 203.0.113.5 10.0.1.5 443 50000 99 1714086540 1714086600',
    ],
    'src_ip, dst_ip, dst_port, bytes_in, bytes_out',
  );
  assert.deepEqual(rows, [['10.0.1.5', '203.0.113.5', 443, 11n, 99n]]);
  assert.equal(account.mergedHalves, 1);
});

test('every row is read by the header above it, those without one above in the given order', async () => {
  const { rows, account } = await read(
    [
      '203.0.113.1 10.0.0.1 1714086540 443',
      'srcaddr dstaddr dstport start',
      '203.0.113.2 10.0.0.2 80 1714086541',
      'start dstport dstaddr srcaddr bytes',
      '1714086542 22 10.0.0.3 203.0.113.3 5',
      '203.0.113.2 10.0.0.2 80 1714086541',
      'srcaddr dstaddr dstport start',
      '- - - 1714086541',
    ],
    'src_ip, dst_ip, dst_port, epoch(creation_time)::int, bytes_in',
    ['srcaddr', 'dstaddr', 'start', 'dstport'].map((name) => `$\{${name}}`).join(' '),
  );
  assert.deepEqual(rows, [
    ['203.0.113.1', '10.0.0.1', 443, 1714086540, null],
    ['203.0.113.2', '10.0.0.2', 80, 1714086541, null],
    ['203.0.113.3', '10.0.0.3', 22, 1714086542, 5n],
  ]);
  const { rejects, skipped, units } = account;
  assert.deepEqual({ rejects, skipped, units }, { rejects: 1, skipped: { header: 3, NODATA: 1 }, units: 8 });
});

test('one sentence says what is missing of a flow log that cannot be read', async () => {
  const row = '203.0.113.1 10.0.0.1 eni-1 1714086540 443';
  await assert.rejects(
    read(['srcaddr dstaddr dstport', row], '1'),
    /: is a flow log without the field start,/,
  );
  await assert.rejects(
    read([row], '1', 'srcaddr dstaddr start'),
    /: has 5 values a line, but 3 fields were given;/,
  );
});

test('tables of flow logs are read from CSV and Parquet, with rows without data skipped', async () => {
  const csv = [
    'srcAddr;dstAddr;pktSrcAddr;srcPort;dstPort;start;logStatus;bytes',
    '10.0.0.220;10.0.1.5;203.0.113.5;443;50000;1714086540;OK;1',
    '10.0.1.5;203.0.113.5;-;50000;443;1714086540;OK;2',
    '-;-;-;-;-;1714086540;NODATA;-',
  ];
  const { rows, account } = await read(csv, 'src_ip, dst_ip, dst_port, bytes_in, bytes_out');
  assert.deepEqual(rows, [['10.0.1.5', '203.0.113.5', 443, 2n, 1n]]);
  assert.deepEqual([account.format, account.units, account.skipped.NODATA], ['aws-vpc-flow', 4, 1]);
  const parquet = written('year=2024.parquet', '');
  await withDuckDB((connection) =>
    query(
      connection,
      `copy (select 2::int as version, 'eni-1' as interface_id, '203.0.113.9' as srcaddr, '10.0.0.1' as dstaddr, 51000::int as srcport,
         443::int as dstport, 6::int as protocol, 8900::bigint as bytes, 1714086540::bigint as start, 1714086600::bigint as "end", 'OK' as log_status
       union all select 2, 'eni-1', null, null, null, null, null, null, 1714086540, 1714086600, 'NODATA')
       to '${parquet}' (format parquet)`,
    ),
  );
  const traffic = await openTraffic(parquet);
  assert.deepEqual(await traffic.engine.query('select src_ip, dst_port, protocol, bytes_in from traffic'), [
    { src_ip: '203.0.113.9', dst_port: 443, protocol: 'TCP', bytes_in: 8900n },
  ]);
  assert.deepEqual(traffic.accounts[0]?.skipped, { NODATA: 1 });
});

test('fields in another order are not read as the default format', async () => {
  const row = (...values: readonly (string | number)[]) =>
    ['2 111122223333 eni-0b', ...values, 'ACCEPT OK'].join(' ');
  const fine = row('203.0.113.9', '10.0.1.20', 51000, 443, 6, 12, 8900, 1714086540, 1714086600);
  assert.equal((await read([fine], 'bytes_in')).account.format, 'aws-vpc-flow');
  for (const other of [
    row('203.0.113.9', '10.0.1.20', 51000, 443, 6, 8900, 12, 1714086540, 1714086600),
    row('203.0.113.9', '10.0.1.20', 51000, 443, 6, 12, 8900, 1714086600, 1714086540),
    row('203.0.113.9', 51000, '10.0.1.20', 443, 6, 12, 8900, 1714086540, 1714086600),
  ])
    await assert.rejects(read([other], '1'), /looks like a VPC flow log of a custom format/);
});
