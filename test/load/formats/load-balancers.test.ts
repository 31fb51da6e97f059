import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { written } from '../written.js';

let files = 0;
async function read(lines: readonly string[], columns: string) {
  const traffic = await openTraffic(written(`balancer-${++files}.log`, lines.join('\n')));
  const rows = await traffic.engine.query(`select ${columns} from traffic order by row_id`);
  return { rows: rows.map((row) => Object.values(row)), account: traffic.accounts[0]! };
}

const classic = (client: string, status: string, request: string, rest = ' "curl/7.38.0" - -') =>
  `2015-05-13T23:39:43.945958Z my-loadbalancer ${client} 10.0.0.1:80 0.000073 0.001048 0.000057 ${status} ${status} 0 29 "${request}"${rest}`;
const alb = (request: string, agent: string) =>
  `http 2024-04-25T23:10:02.186641Z app/shop/50dc 203.0.113.9:40112 - -1 -1 -1 301 - 310 5120 "${request}" "${agent}" - - - "Root=1-66" "-" "-" 1 2024-04-25T23:10:02.150000Z "redirect" "-" "-" "-" "-" "Acceptable" "SpaceInUri"`;
const connection =
  '2024-04-25T23:10:15.514108Z 203.0.113.9 36280 443 TLSv1.2 ECDHE 0.002 "-" - - Success TID_1';

test('classic load balancers: HTTP, TLS and TCP listeners, and the oldest form without a user agent', async () => {
  const { rows, account } = await read(
    [
      classic('192.0.2.39:2817', '200', 'GET https://www.example.com:443/a b?c HTTP/1.1'),
      classic('[2001:db8::1]:2817', '-', '- - - ', ' "-" ECDHE TLSv1.2'),
      classic('192.0.2.39:2817', '-', '- - - ', ' "-" - -'),
      classic('192.0.2.39:2817', '200', 'GET http://www.example.com:80/old HTTP/1.1', ''),
      classic('192.0.2.39:2817', '400', '- http://www.example.com:80- - ', ' "-" - -'),
      '2015-05-13T23:39:43.945958Z my-loadbalancer 192.0.2.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200',
    ],
    'src_ip, src_port, dst_ip, dst_port, protocol, response_code, method, uri, user_agent, bytes_out, creation_time::varchar',
  );
  const [came, client] = ['2015-05-13 23:39:43.945958', '192.0.2.39'];
  assert.deepEqual(rows, [
    [client, 2817, '10.0.0.1', 443, 'HTTPS', 200, 'GET', '/a b?c', 'curl/7.38.0', 29n, came],
    ['2001:db8::1', 2817, '10.0.0.1', null, 'TLSv1.2', null, null, null, null, 29n, came],
    [client, 2817, '10.0.0.1', null, 'TCP', null, null, null, null, 29n, came],
    [client, 2817, '10.0.0.1', 80, 'HTTP', 200, 'GET', '/old', null, 29n, came],
    [client, 2817, '10.0.0.1', 80, 'HTTP', 400, null, null, null, 29n, came],
  ]);
  assert.deepEqual([account.format, account.records, account.rejects], ['aws-elb', 5, 1]);
});

test('connection logs: a listener without TLS, and the result of checking a certificate', async () => {
  const { rows, account } = await read(
    [
      connection,
      '2023-10-04T17:05:15.514108Z 2001:db8::1 36280 80 - - - "-" - - - TID_2',
      connection.replace(
        '"-" - - Success',
        '"CN=a b,O=\\"c\\"" NotBefore=x;NotAfter=y FEF2 Failed:ClientCertUntrusted',
      ),
    ],
    'src_ip, src_port, dst_port, protocol, action',
  );
  assert.deepEqual(rows, [
    ['203.0.113.9', 36280, 443, 'TLSv1.2', 'Success'],
    ['2001:db8::1', 36280, 80, null, null],
    ['203.0.113.9', 36280, 443, 'TLSv1.2', 'Failed:ClientCertUntrusted'],
  ]);
  assert.equal(account.format, 'aws-alb-connection');
});

test('NLB: the forms with and without the time at which the connection was made', async () => {
  const tls = (rest: string) =>
    `tls 1.0 2018-12-20T02:59:40 net/my-nlb/c6e7 g3d4 72.21.218.154:51341 [2001:db8::5]:443 5 2 98 246 - arn:x - ECDHE-RSA tlsv12 - nlb.example.com${rest}`;
  const { rows } = await read(
    [tls(''), tls(' - - - 2018-12-20T02:59:30'), tls(' h2 h2 "h2","http/1.1" 2018-12-20T02:59:30')],
    'creation_time::varchar, end_time::varchar, dst_ip, dst_port, host',
  );
  const [ended, ...rest] = ['2018-12-20 02:59:40', '2001:db8::5', 443, 'nlb.example.com'];
  assert.deepEqual(rows, [
    [ended, ended, ...rest],
    ['2018-12-20 02:59:30', ended, ...rest],
    ['2018-12-20 02:59:30', ended, ...rest],
  ]);
});

test('one file may have lines of several load balancers: each is read by its own form', async () => {
  const { rows, account } = await read(
    [
      alb('GET http://a.example:80/ HTTP/1.1', 'x'),
      classic('192.0.2.39:1', '200', 'GET http://b.example:80/ HTTP/1.1'),
      connection,
      alb('GET http://a.example:80/ HTTP/1.1', 'x'),
      'tls nonsense',
    ],
    'source_meta, host',
  );
  assert.deepEqual(rows, [
    ['AWS_ALB', 'a.example'],
    ['AWS_ELB', 'b.example'],
    ['AWS_ALB_connection', null],
    ['AWS_ALB', 'a.example'],
  ]);
  assert.deepEqual([account.format, account.rejects], ['aws-alb', 1]);
});

test('a client drops no line and moves no field by quotes, backslashes and words that look like fields', async () => {
  const agents = ['a "quoted" bot', 'ends with \\\\', '" - - - "x', 'x\\" 200 \\"y', '"'];
  const { rows, account } = await read(
    agents.map((agent) => alb('GET http://a.example:80/ HTTP/1.1', agent)),
    'user_agent, action, detection_types, response_code',
  );
  assert.deepEqual(
    rows,
    agents.map((agent) => [agent, 'redirect', 'SpaceInUri', 301]),
  );
  assert.equal(account.rejects, 0);
});

test('what is no request to a URL stays visible as the uri, and the port is never part of an address', async () => {
  const { rows } = await read(
    [
      'SSH-2.0-Go',
      'GET http://2001:db8::1:443/admin HTTP/1.1',
      'OPTIONS http://a.example:80* HTTP/1.1',
      'GET http://:80/ HTTP/1.1',
      '-',
    ].map((request) => alb(request, '-')),
    'method, host, dst_port, uri',
  );
  assert.deepEqual(rows, [
    [null, null, null, 'SSH-2.0-Go'],
    ['GET', '2001:db8::1', 443, '/admin'],
    ['OPTIONS', 'a.example', 80, '*'],
    ['GET', null, 80, '/'],
    [null, null, null, null],
  ]);
});
