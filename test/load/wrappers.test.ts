import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenOptions } from '../../lib/load/open-options.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { written } from './written.js';

let files = 0;
async function read(content: string | Buffer, options: OpenOptions = {}) {
  const traffic = await openTraffic(written(`wrapped-${++files}`, content), options);
  const [row] = await traffic.engine.query<{ uris: string }>(
    "select string_agg(uri, ' ' order by row_id) as uris from traffic",
  );
  const { format, units, records, rejects, skipped } = traffic.accounts[0]!;
  return { uris: row?.uris, format, units, records, rejects, skipped };
}

const LINES = ['/a', '/b"c', '/d'].map(
  (uri, i) =>
    `203.0.113.${i + 1} - - [25/Apr/2024:23:10:0${i} +0000] "GET ${uri} HTTP/1.1" 200 512 "-" "curl/8"`,
);
const wrap = (around: (line: string, i: number) => string) => LINES.map(around).join('\n');
const TIME = '2024-04-25T23:10:00.123456789Z';

const WRAPPED: readonly (readonly [name: string, content: string])[] = [
  ['syslog of RFC 3164', wrap((line) => `Apr  5 23:10:00 web1 nginx[7]: ${line}`)],
  ['syslog with a priority', wrap((line) => `<134>Apr 25 23:10:00 web1 nginx: ${line}`)],
  ['syslog without a host', wrap((line) => `<190>Apr 25 23:10:00 nginx: ${line}`)],
  [
    'syslog of rsyslog with a time of ISO 8601',
    wrap((line) => `2024-04-25T23:10:00.123456+02:00 web1 nginx: ${line}`),
  ],
  ['syslog of RFC 5424', wrap((line) => `<165>1 ${TIME} web1 nginx 7 ID47 - ${line}`)],
  [
    'syslog of RFC 5424 with structured data',
    wrap((line) => `<165>1 ${TIME} web1 nginx - - [a@1 x="[\\"]" y="2"][b@1] ${line}`),
  ],
  ['syslog of RFC 6587 with octet counts', wrap((line) => `187 <165>1 ${TIME} web1 nginx - - - ${line}`)],
  ['journalctl -o json', wrap((line) => JSON.stringify({ _HOSTNAME: 'web1', MESSAGE: line }))],
  ['docker json-file', wrap((line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: TIME }))],
  ['Kubernetes CRI', wrap((line) => `${TIME} stdout F ${line}`)],
  ['docker compose', wrap((line, i) => `web-${i % 2}   | ${line}`)],
  ['docker compose with times', wrap((line) => `web-1  | ${TIME} ${line}`)],
  ['kubectl logs --prefix', wrap((line) => `[pod/web-0/nginx] ${line}`)],
  ['a time before each line', wrap((line) => `${TIME} ${line}`)],
  [
    'JSON under "message"',
    wrap((line) => JSON.stringify({ '@timestamp': TIME, message: line, host: { name: 'web1' } })),
  ],
  ['JSON under "@message"', wrap((line) => JSON.stringify({ '@message': line }))],
  ['JSON under event.original', wrap((line) => JSON.stringify({ event: { original: line } }))],
  ['JSON with the name event.original', wrap((line) => JSON.stringify({ 'event.original': line }))],
  [
    'docker around syslog',
    wrap((line) => JSON.stringify({ log: `<134>Apr 25 23:10:00 web1 nginx: ${line}\n` })),
  ],
  ['CRI around JSON', wrap((line) => `${TIME} stdout F ${JSON.stringify({ message: line })}`)],
  ['a list of texts', JSON.stringify(LINES)],
  [
    'a list of objects',
    JSON.stringify(
      LINES.map((message) => ({ message })),
      null,
      1,
    ),
  ],
  [
    'a subscription envelope',
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      logEvents: LINES.map((message) => ({ id: '1', message })),
    }),
  ],
  [
    'answers of aws logs get-log-events',
    JSON.stringify(
      { events: LINES.map((message) => ({ timestamp: 1, message })), nextForwardToken: 'f/1' },
      null,
      2,
    ),
  ],
  [
    'answers of aws logs get-query-results',
    JSON.stringify({
      results: LINES.map((value) => [
        { field: '@timestamp', value: TIME },
        { field: '@message', value },
      ]),
    }),
  ],
  [
    'the CSV of the console',
    `timestamp,message\n${wrap((line) => `1714086540000,"${line.replaceAll('"', '""')}"`)}`,
  ],
  [
    'the CSV of Insights',
    `@timestamp,@message,@logStream\n${wrap((line) => `${TIME},"${line.replaceAll('"', '""')}",s`)}`,
  ],
];

for (const [name, content] of WRAPPED)
  test(`lines are taken out of ${name}`, async () => {
    const { uris, format, units, records, rejects } = await read(content);
    assert.deepEqual([uris, format, units, records, rejects], ['/a /b"c /d', 'web-server', 3, 3, 0]);
  });

test('messages of other programs are counted and set aside, broken lines are rejects', async () => {
  const other = [
    'Apr 25 23:10:04 web1 systemd[1]: Started session.',
    'Apr 25 23:10:04 web1 CRON[8]: (root) CMD',
  ];
  const more = [...other, ...other, 'Apr 25 23:10:05 web1 nginx: 203.0.113.7 - - [25/Ap', 'no prefix'];
  const { records, rejects, skipped, units } = await read(
    [wrap((line) => `Apr 25 23:10:00 web1 nginx: ${line}`), ...more].join('\n'),
  );
  assert.deepEqual([units, records, rejects, skipped], [9, 3, 2, { 'other message': 4 }]);
});

test('parts of long lines are joined by stream: every part is counted, line numbers stay', async () => {
  const long = LINES[1]!.replace('/b', `/${'b'.repeat(50)}`);
  const cri = [
    `${TIME} stdout F ${LINES[0]}`,
    `${TIME} stdout P ${long.slice(0, 70)}`,
    `${TIME} stderr P other `,
    `${TIME} stdout P ${long.slice(70, 90)}`,
    `${TIME} stderr F stream`,
    `${TIME} stdout F ${long.slice(90)}`,
    `${TIME} stdout F broken`,
  ];
  const traffic = await openTraffic(written('cri-parts.log', cri.join('\n')));
  const rows = await traffic.engine.query<{ uri: string }>('select uri from traffic order by row_id');
  assert.deepEqual(
    rows.map(({ uri }) => uri),
    ['/a', `/${'b'.repeat(50)}"c`],
  );
  const { units, skipped } = traffic.accounts[0]!;
  assert.deepEqual([units, skipped['joined line']], [7, 3]);
  const rejects = await traffic.engine.query<{ line: number }>('select line from rejects');
  assert.ok(rejects.some(({ line }) => line === 7));
});

test('docker: a line beyond 16 KiB is in several objects', async () => {
  const long = LINES[1]!.replace('/b', `/${'b'.repeat(20_000)}`);
  const entry = (log: string) => JSON.stringify({ log, stream: 'stdout', time: TIME });
  const { records, uris, skipped } = await read(
    [
      entry(`${LINES[0]}\n`),
      entry(long.slice(0, 16_384)),
      entry(`${long.slice(16_384)}\n`),
      entry(`${LINES[2]}\n`),
    ].join('\n'),
  );
  assert.deepEqual([records, uris, skipped], [3, `/a /${'b'.repeat(20_000)}"c /d`, { 'joined line': 1 }]);
});

test('one object of 85,000 events is read in bounded memory', async () => {
  const events = Array.from({ length: 85_000 }, (_, i) => ({
    id: String(i),
    timestamp: 1,
    message: LINES[i % 3]!,
  }));
  const { records, units } = await read(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: events }));
  assert.deepEqual([records, units], [85_000, 85_000]);
});

test('damaged JSON is a reject on its line, and the objects around it are read', async () => {
  const record = (n: number) => `{"src_ip": "192.0.2.${n}",\n "creation_time": "2024-01-01T00:00:00Z"}`;
  const text = `[${record(1)},\n${record(2)},\n{"src_ip": "192.0.2.3,\n "creation_time": 5},\n${record(4)},\n${record(5)}]`;
  const traffic = await openTraffic(written('damaged.json', text));
  const rows = await traffic.engine.query<{ src_ip: string }>('select src_ip from traffic order by row_id');
  assert.deepEqual(
    rows.map((row) => row.src_ip),
    ['192.0.2.1', '192.0.2.2', '192.0.2.4', '192.0.2.5'],
  );
  assert.deepEqual(
    (await traffic.engine.query<{ line: number }>('select line from rejects')).map(({ line }) => line),
    [5],
  );
});

test('a table of messages with an unclosed quote loses no other row', async () => {
  const rows = LINES.map((line) => `1,"${line.replaceAll('"', '""')}"`);
  const { records, rejects, units } = await read(
    `timestamp,message\n${[rows[0], '1,"open', rows[1], rows[2]].join('\n')}\n`,
  );
  assert.deepEqual([units, records, rejects], [4, 3, 1]);
});
