import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { Account } from '../../lib/load/account.js';
import type { OpenOptions } from '../../lib/load/open-options.js';
import { openTraffic } from '../../lib/load/open-traffic.js';

const file = (name: string) => path.join(__dirname, name);
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64)';

/** A file, what should be read of it, and how its lines are accounted for. */
interface Case {
  readonly says: string;
  readonly input: string;
  readonly options?: OpenOptions;
  readonly columns: string;
  readonly rows: readonly (readonly unknown[])[];
  readonly account: Partial<Account>;
  /** Lines and reasons of the rejects; none by default. */
  readonly rejects?: readonly (readonly [number, string])[];
}

const CASES: readonly Case[] = [
  {
    says: 'JSON: objects that are spread over lines, one after another',
    input: '10-waf-pretty-printed.jsonl',
    columns: 'src_ip, uri, epoch_ms(creation_time)::bigint',
    rows: [0, 1, 2].map((i) => ['203.0.113.9', '/login', BigInt(1714086602186 + 1000 * i)]),
    account: { format: 'aws-waf', units: 3, records: 3 },
  },
  {
    says: 'CloudWatch Logs: envelopes without a line break between them, as Firehose writes them; control messages are counted',
    input: '11-cloudwatch-envelopes-concatenated.jsonl',
    columns: 'count(*)::int, count(distinct creation_time)::int',
    rows: [[4, 4]],
    account: { format: 'aws-waf', units: 5, records: 4, skipped: { 'control message': 1 } },
  },
  {
    says: 'X-Forwarded-For behind own proxies: ports and brackets are taken off',
    input: '12-xff-with-port-behind-proxy.jsonl',
    options: { proxies: ['10.0.0.0/8'] },
    columns: 'src_ip',
    rows: [['203.0.113.9'], ['2001:db8::9'], ['203.0.113.10']],
    account: { records: 3 },
  },
  {
    says: "CloudWatch Logs: the console's CSV with the header timestamp,message",
    input: '18-cloudwatch-console-csv.csv',
    columns: 'src_ip, dst_port',
    rows: [9, 10, 11].map((n) => [`203.0.113.${n}`, 443]),
    account: { format: 'aws-vpc-flow', records: 3, skipped: { NODATA: 1 } },
  },
  {
    says: 'JSON: the line of a log under "message"',
    input: '19-json-message-wrapper.jsonl',
    columns: 'src_ip',
    rows: [['203.0.113.9'], ['203.0.113.10'], ['203.0.113.11']],
    account: { format: 'aws-vpc-flow', records: 3 },
  },
  {
    says: 'access log: a host and its port may stand before the client',
    input: '26-apache-vhost-combined.log',
    columns: 'host, dst_port, src_ip, uri',
    rows: [
      ['www.example.com', 443, '203.0.113.9', '/.env'],
      ['www.example.com', 443, '203.0.113.10', '/'],
      ['shop.example.com', 80, '203.0.113.11', '/wp-login.php'],
      ['shop.example.com', null, '203.0.113.12', '/b'],
      ['192.0.2.80', 80, '203.0.113.13', '\\x16\\x03\\x03\\x01\\x8f\\x01'],
    ],
    account: { format: 'web-server', records: 5 },
  },
  {
    says: 'access log: a port after the client is src_port',
    input: '27-apache-client-with-port.log',
    columns: 'src_ip, src_port',
    rows: [
      ['203.0.113.9', 60162],
      ['2001:db8::9', 60163],
      ['203.0.113.10', 60164],
    ],
    account: { records: 3 },
  },
  {
    says: 'access log: what is no request can still be seen',
    input: '28-nginx-junk-requests.log',
    columns: "count(*)::int, count(uri)::int, list(uri) filter (where uri like 'MGLNDD%')",
    rows: [[12, 11, { items: ['MGLNDD_192.0.2.80_443'] }]],
    account: { records: 12 },
  },
  {
    says: 'access log: raw quotes drop no line and forge no field',
    input: '29-request-with-raw-quotes.log',
    columns: 'response_code, bytes_out, uri, referer, user_agent',
    rows: [
      [200, 512n, '/', null, FIREFOX],
      [404, 1164n, '/x?action=edit&template=<script>alert("text")</script>', null, FIREFOX],
      [404, 1164n, '/$%7B("a"+"b")%7D/actionChain1.action', null, FIREFOX],
      [200, 512n, '/', null, 'Mozilla/5.0 (iPad; CPU OS 13_1 like Mac OS X) Safari/604.1"'],
      [200, 512n, '/', null, 'x" 200 1 "http://forged.example/" "y'],
      [200, 512n, '/', 'http://e.example/?q="a b"', FIREFOX],
    ],
    account: { records: 6 },
  },
  {
    says: 'access log: host names are set aside, a missing ident and a user with a space are none',
    input: '31-apache-hostname-and-missing-ident.log',
    columns: 'src_ip, uri',
    rows: [
      ['203.0.113.9', '/'],
      ['203.0.113.10', '/api'],
      ['203.0.113.11', '/boot.gz'],
      ['203.0.113.12', '/u'],
      ['203.0.113.13', '/k'],
    ],
    account: { units: 7, records: 5, rejects: 2 },
    rejects: [
      [1, 'is a host name, not an address'],
      [6, 'is a host name, not an address'],
    ],
  },
  {
    says: 'access log: where no request came there is no uri',
    input: '32-apache-408-and-dash.log',
    columns: 'response_code, uri',
    rows: [
      [408, null],
      [408, null],
      [400, null],
      [404, '/favicon.ico'],
      [400, '\\n'],
      [200, '/'],
    ],
    account: { records: 6 },
  },
  {
    says: 'access log: offsets that change within the file double no hour and lose none',
    input: '33-apache-dst-fall-back.log',
    columns: "strftime(creation_time, '%d %H:%M:%S')",
    rows: [
      ['03 06:50:00'],
      ['03 06:55:00'],
      ['03 07:00:00'],
      ['03 07:05:00'],
      ['03 07:50:00'],
      ['10 07:59:59'],
      ['10 08:00:01'],
    ],
    account: { records: 7 },
  },
  {
    says: 'docker json-file: the line under "log"',
    input: '34-docker-json-file.log',
    columns: 'src_ip, uri',
    rows: [9, 10, 11].map((n) => [`203.0.113.${n}`, '/.git/config']),
    account: { format: 'web-server', records: 3 },
  },
  {
    says: 'syslog: with a priority or without; messages of other programs are set aside',
    input: '36-syslog-prefix.log',
    columns: 'src_ip, creation_time::varchar',
    rows: [9, 10, 11].map((n) => [`203.0.113.${n}`, '2024-04-25 23:10:02']),
    account: { units: 5, records: 3, rejects: 1, skipped: { 'other message': 1 } },
    rejects: [[5, 'cannot be read as Apache or nginx access log']],
  },
  {
    says: 'IIS: a later line #Fields holds for what follows, zones of addresses are taken off',
    input: '37-iis-w3c-fields-change.log',
    columns:
      'creation_time::varchar, src_ip, dst_ip, dst_port, method, uri, response_code, bytes_in, bytes_out, user_agent, forwarded_for',
    rows: [
      [
        '2024-04-25 23:10:01',
        '203.0.113.9',
        '10.0.1.20',
        443,
        'GET',
        '/default.asp?id=1%27%20or%201%3D1--',
        500,
        null,
        null,
        'Mozilla/5.0 (Windows NT 10.0)',
        null,
      ],
      [
        '2024-04-25 23:11:01',
        '10.0.0.6',
        '10.0.1.20',
        443,
        'GET',
        '/a',
        200,
        336n,
        591n,
        'curl/8.5.0',
        '203.0.113.10:33453, 172.16.0.1:49770',
      ],
      ['2024-04-25 23:11:02', '::1', '::1', 443, 'POST', '/b', 200, 336n, 591n, 'curl/8.5.0', null],
    ],
    account: { format: 'w3c', records: 3, skipped: { header: 2, comment: 3 } },
  },
  {
    says: 'Caddy: client_ip comes before remote_ip',
    input: '38-caddy-json.jsonl',
    columns: 'src_ip, uri, response_code, bytes_out, user_agent',
    rows: [9, 10, 11].map((n) => [`203.0.113.${n}`, '/.env', 404, 123n, 'curl/8.5.0']),
    account: { format: 'caddy', records: 3 },
  },
  {
    says: 'HAProxy: a failed handshake is no record, a bad request has no uri',
    input: '40-haproxy.log',
    columns: 'src_ip, src_port, response_code, bytes_out, uri, creation_time::varchar',
    rows: [
      ['203.0.113.9', 55008, 200, 7456n, '/.env', '2024-04-25 23:10:02.584'],
      ['203.0.113.11', 55010, 400, 187n, null, '2024-04-25 23:10:04.584'],
    ],
    account: { format: 'haproxy', units: 3, records: 2, skipped: { 'other message': 1 } },
  },
];

for (const { says, input, options, columns, rows, account, rejects = [] } of CASES)
  test(`${says} (${input})`, async () => {
    const traffic = await openTraffic(file(input), options);
    const found = await traffic.engine.query(`select ${columns} from traffic`);
    assert.deepEqual(JSON.parse(text(found.map((row) => Object.values(row)))), JSON.parse(text(rows)));
    const read = traffic.accounts[0]!;
    for (const [name, value] of Object.entries(account))
      assert.deepEqual(read[name as keyof Account], value, name);
    const rejected = await traffic.engine.query('select line, reason from rejects order by line');
    assert.deepEqual(
      rejected.map((row) => Object.values(row)),
      rejects,
    );
  });

const text = (value: unknown) =>
  JSON.stringify(value, (_, one) =>
    typeof one === 'bigint' ? `${one}n` : Array.isArray(one?.items) ? one.items : one,
  );

for (const [input, message] of [
  ['41-zeek-http.log', /41-zeek-http\.log: is a Zeek log: [^\n]*\.$/],
  [
    '42-ocsf-network-activity.jsonl',
    /is OCSF [^\n]*--map src_ip=src_endpoint\.ip,creation_time=time[^\n]*\.$/,
  ],
] as const)
  test(`a log that is not read yet is named in one sentence (${input})`, async () => {
    await assert.rejects(openTraffic(file(input)), { name: 'InputError', message });
  });
