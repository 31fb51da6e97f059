import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { explainFormats } from '../../lib/load/explain-files.js';
import { fieldMap, proposedMap } from '../../lib/load/field-map.js';
import type { OpenOptions } from '../../lib/load/open-options.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { written } from './written.js';

process.env.TRAFFIC_MAPS = mkdtempSync(path.join(tmpdir(), 'maps-'));

async function read(name: string, content: string, columns: string, options: OpenOptions = {}) {
  const traffic = await openTraffic(written(name, content), options);
  const rows = await traffic.engine.query(`select ${columns} from traffic order by row_id`);
  return { rows: rows.map((row) => Object.values(row)), account: traffic.accounts[0]! };
}

const PIPED = '203.0.113.9|25/Apr/2024:23:10:02 +0000|GET /a HTTP/1.1|200|512|curl/8\n'.repeat(3);
const NGINX = '$remote_addr|$time_local|$request|$status|$body_bytes_sent|$http_user_agent';
const PIPED_ROW = ['203.0.113.9', '2024-04-25 23:10:02', 'GET', '/a', 200, 512n, 'curl/8'];
const COLUMNS = 'src_ip, creation_time::varchar, method, uri, response_code, bytes_out, user_agent';

for (const [says, fields] of [
  ["nginx's log_format", NGINX],
  [
    'the directive log_format as it stands in a file',
    `log_format main escape=json '$remote_addr|$time_local|'\n '$request|$status|$body_bytes_sent|$http_user_agent';`,
  ],
  ["Apache's LogFormat", '%a|%{%d/%b/%Y:%T %z}t|%r|%>s|%B|%{User-Agent}i'],
] as const)
  test(`fields: ${says} names the parts of a line`, async () => {
    const { rows, account } = await read('piped.log', PIPED, COLUMNS, { fields });
    assert.deepEqual(rows, [PIPED_ROW, PIPED_ROW, PIPED_ROW]);
    assert.equal(account.format, 'own-layout');
  });

test('fields: an Apache layout with escaped quotes takes raw quotes in requests and agents', async () => {
  const line =
    'www.example.com 203.0.113.9 [25/Apr/2024:23:10:02 +0000] 1234 "GET /a"b HTTP/1.1" 404 512 "x"y"\n';
  const { rows } = await read('apache.log', line.repeat(2), 'host, uri, response_code, user_agent', {
    fields: 'LogFormat "%v %h %t %D \\"%r\\" %>s %b \\"%{User-Agent}i\\"" mine',
  });
  assert.deepEqual(rows[0], ['www.example.com', '/a"b', 404, 'x"y']);
});

test('fields: names of the W3C format, or of the schema and of tools, in their order', async () => {
  const w3c = '2024-04-25 23:10:02 203.0.113.9 GET /a - 200 512 curl/8.0\n'.repeat(2);
  const given = 'date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs(User-Agent)';
  assert.deepEqual(
    (await read('w3c.log', w3c, 'src_ip, method, uri, bytes_out', { fields: given })).rows[0],
    ['203.0.113.9', 'GET', '/a', 512n],
  );
  const plain = '2024-04-25T23:10:02Z 203.0.113.9 443 200 17\n'.repeat(2);
  const { rows } = await read('plain.log', plain, 'src_ip, dst_port, response_code, bytes_out', {
    fields: ['timestamp', 'client_ip', 'dst_port', 'status', 'bytes'],
  });
  assert.deepEqual(rows[0], ['203.0.113.9', 443, 200, 17n]);
});

test('fields: a layout without a client or a time is refused before anything is read', async () => {
  await assert.rejects(openTraffic(written('none.log', PIPED), { fields: '%v %t "%r"' }), {
    name: 'InputError',
    message: /the layout has no client/,
  });
  await assert.rejects(openTraffic(written('none.log', PIPED), { fields: '$remote_addr $status' }), {
    name: 'InputError',
    message: /the layout has no time/,
  });
});

const CSV = 'timestamp,clientAddress,respBytes,dport\n2024-04-25T23:00:00Z,203.0.113.9,100,443\n';
const JSON_LINE = '{"when":"2024-04-25T23:00:00Z","peer":{"ip":"203.0.113.9"},"n":5}\n';

test('map: names of a table and of nested JSON become columns', async () => {
  const map = 'src_ip=clientAddress,creation_time=timestamp,bytes_out=respBytes,dst_port=dport';
  assert.deepEqual((await read('own.csv', CSV, 'src_ip, bytes_out, dst_port', { map })).rows, [
    ['203.0.113.9', 100n, 443],
  ]);
  const nested = { src_ip: 'peer.ip', creation_time: 'when', bytes_in: 'n' };
  assert.deepEqual((await read('own.json', JSON_LINE, 'src_ip, bytes_in', { map: nested })).rows, [
    ['203.0.113.9', 5n],
  ]);
});

test('map: a name that the header lacks and a column that does not exist are said', async () => {
  await assert.rejects(
    openTraffic(written('own2.csv', CSV), { map: 'src_ip=nobody,creation_time=timestamp' }),
    /line 1: the header has no column "nobody", which --map names for src_ip/,
  );
  assert.throws(() => fieldMap('source=x'), /column=name was expected/);
  assert.throws(() => fieldMap('src_ip=a,src_ip=b'), /src_ip is given twice/);
});

test('an unknown table or JSON proposes the map that it would try', async () => {
  await assert.rejects(
    openTraffic(written('own3.csv', CSV)),
    /try --map bytes_out=respBytes,creation_time=timestamp,src_ip=clientAddress,dst_port=dport\.$/,
  );
  await assert.rejects(
    openTraffic(written('own3.json', '{"clientIp":"203.0.113.9","ts":1714086602,"other":1}\n')),
    /try --map creation_time=ts,src_ip=clientIp/,
  );
  assert.equal(proposedMap(['a', 'b', 'c']), null);
});

test('saveMap: what was saved is found again for files of the same kind, and said in the account', async () => {
  const map = { src_ip: 'peer.ip', creation_time: 'when' };
  await assert.rejects(openTraffic(written('again.json', JSON_LINE)), { name: 'InputError' });
  await read('first.json', JSON_LINE, 'src_ip', { map, saveMap: true });
  const { rows, account } = await read('again.json', JSON_LINE.repeat(2), 'src_ip');
  assert.deepEqual(rows, [['203.0.113.9'], ['203.0.113.9']]);
  assert.match(account.notes?.[0] ?? '', /^read by the saved map .*\.json$/);
  assert.equal(readdirSync(process.env.TRAFFIC_MAPS!).length, 1);
});

test('an unknown log ends in one sentence with the nearest format, where it fails, and the option that would help', async () => {
  const unquoted = '203.0.113.9 - - [25/Apr/2024:23:10:02 +0000] GET /a HTTP/1.1 200 512\n'.repeat(3);
  await assert.rejects(openTraffic(written('unquoted.log', unquoted)), (error: Error) => {
    assert.match(
      error.message,
      /the nearest is web-server \(0 of 3 lines fit, and line 1 stops fitting at column 46, where the request in quotes was expected\), and --fields names/,
    );
    return error.name === 'InputError' && !error.message.includes('\n');
  });
});

test('explainFormats says which formats were tried, how many lines fit and where the best one fails', async () => {
  const good = '203.0.113.9 - - [25/Apr/2024:23:10:02 +0000] "GET /a HTTP/1.1" 200 512';
  const lines = await explainFormats([
    written(
      'explained.log',
      [good, good, 'nonsense'].map((line) => `<134>Apr 25 23:10:00 web1 nginx: ${line}`).join('\n'),
    ),
  ]);
  const text = lines.join('\n');
  assert.match(text, /read as web-server/);
  assert.match(text, /around each line: syslog \(RFC 3164\)/);
  assert.match(text, /web-server: 2 of 3 lines/);
  assert.match(text, /aws-alb: 0 of 3 lines/);
  assert.match(
    text,
    /web-server fails at line 3, column 1: the client, and a time in brackets was expected: "nonsense"/,
  );
});
