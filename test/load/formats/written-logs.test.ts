import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SkipReason } from '../../../lib/load/account.js';
import type { OpenOptions } from '../../../lib/load/open-options.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { written } from '../written.js';

/** A request as a server may log it; null where it says nothing. */
interface Request {
  readonly client: string;
  readonly port: number;
  readonly second: number;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly sent: number;
  readonly referer: string | null;
  readonly agent: string | null;
  readonly host: string;
}

type Column =
  | 'src_ip'
  | 'src_port'
  | 'creation_time'
  | 'method'
  | 'uri'
  | 'response_code'
  | 'bytes_out'
  | 'referer'
  | 'user_agent'
  | 'host';

/** How a server writes a request, and which columns can be read of it. */
interface Server {
  readonly format: string;
  readonly line: (request: Request) => string;
  /** Columns that the format does not have. */
  readonly without?: readonly Column[];
  readonly header?: readonly string[];
  readonly options?: OpenOptions;
  readonly skipped?: Partial<Record<SkipReason, number>>;
}

const START = Date.UTC(2024, 3, 25, 23, 10);
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const iso = ({ second }: Request) => new Date(START + second * 1000).toISOString();
const clf = (request: Request) => {
  const [year, month, day] = iso(request).slice(0, 10).split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${iso(request).slice(11, 19)}`;
};
/** As nginx escapes what it logs. */
const escaped = (text: string | null) =>
  text === null ? '-' : text.replace(/["\\]/g, (c) => `\\x${c.charCodeAt(0).toString(16).toUpperCase()}`);
const bracketed = (ip: string) => (ip.includes(':') ? `[${ip}]` : ip);
const combined = (r: Request, client = r.client) =>
  `${client} - - [${clf(r)} +0000] "${r.method} ${escaped(r.target)} HTTP/1.1" ${r.status} ${r.sent} "${escaped(r.referer)}" "${escaped(r.agent)}"`;
const json = (value: object) => JSON.stringify(value);

const SERVERS: readonly Server[] = [
  { format: 'web-server', line: (r) => combined(r), without: ['src_port', 'host'] },
  { format: 'web-server', line: (r) => `${r.host}:443 ${combined(r)}`, without: ['src_port'] },
  { format: 'web-server', line: (r) => combined(r, `${bracketed(r.client)}:${r.port}`), without: ['host'] },
  {
    format: 'web-server',
    line: (r) => combined(r, `198.51.100.77, ${r.client}, 10.0.0.6`),
    without: ['src_port', 'host'],
  },
  {
    format: 'web-server',
    line: (r) => combined(r).replace(/ "[^"]*" "[^"]*"$/, ''),
    without: ['src_port', 'host', 'referer', 'user_agent'],
  },
  {
    format: 'web-server',
    line: (r) => `${combined(r)} "203.0.113.1, 10.0.0.1" 0.012 [up] 7`,
    without: ['src_port', 'host'],
  },
  {
    format: 'traefik-clf',
    line: (r) => `${combined(r)} 17 "router@docker" "http://10.0.0.7:8080" 3ms`,
    without: ['src_port', 'host'],
  },
  {
    format: 'ingress-nginx',
    line: (r) =>
      `${combined(r)} 432 0.003 [default-shop-80] [] 10.2.0.7:8080, 10.2.0.8:8080 12, 0 0.002, 0.001 502, ${r.status} 0123abcd`,
    without: ['src_port', 'host'],
  },
  {
    format: 'nginx-proxy-manager',
    line: (r) =>
      `[${clf(r)} +0000] - ${r.status} ${r.status} - ${r.method} https ${r.host} "${escaped(r.target)}" [Client ${r.client}] [Length ${r.sent}] [Gzip 2.1] [Sent-to 10.0.0.8] "${escaped(r.agent)}" "${escaped(r.referer)}"`,
    without: ['src_port'],
  },
  {
    format: 'haproxy',
    line: (r) =>
      `Apr 25 23:10:02 lb1 haproxy[6801]: ${r.client}:${r.port} [${clf(r)}.000] https~ app/web1 0/0/0/72/72 ${r.status} ${r.sent} - - ---- 5/4/0/1/0 0/0 {curl|x} {} "${r.method} ${escaped(r.target)} HTTP/1.1"`,
    without: ['referer', 'user_agent', 'host'],
  },
  {
    format: 'envoy',
    line: (r) =>
      `[${iso(r)}] "${r.method} ${escaped(r.target)} HTTP/2" ${r.status} - 12 ${r.sent} 7 6 "${r.client},10.0.0.1" "${escaped(r.agent)}" "0a-1b" "${r.host}" "10.0.35.28:80"`,
    without: ['src_port', 'referer'],
  },
  {
    format: 'envoy-json',
    line: (r) =>
      json({
        start_time: iso(r),
        method: r.method,
        path: r.target,
        protocol: 'HTTP/2',
        response_code: r.status,
        bytes_sent: r.sent,
        downstream_remote_address: `${bracketed(r.client)}:${r.port}`,
        user_agent: r.agent,
        authority: r.host,
      }),
    without: ['referer'],
  },
  {
    format: 'caddy',
    line: (r) =>
      json({
        level: 'info',
        ts: START / 1000 + r.second + 0.25,
        msg: 'handled request',
        request: {
          remote_ip: '10.0.0.6',
          remote_port: '1',
          client_ip: r.client,
          proto: 'HTTP/2.0',
          method: r.method,
          host: r.host,
          uri: r.target,
          headers: { Referer: [r.referer ?? ''], 'User-Agent': [r.agent ?? ''] },
        },
        size: r.sent,
        status: r.status,
      }),
    without: ['src_port', 'creation_time'],
  },
  {
    format: 'traefik-json',
    line: (r) =>
      json({
        ClientAddr: `${bracketed(r.client)}:${r.port}`,
        ClientHost: r.client,
        ClientPort: String(r.port),
        DownstreamContentSize: r.sent,
        DownstreamStatus: r.status,
        RequestHost: r.host,
        RequestMethod: r.method,
        RequestPath: r.target,
        RequestProtocol: 'HTTP/1.1',
        StartUTC: iso(r),
        request_Referer: r.referer ?? undefined,
        'request_User-Agent': r.agent ?? undefined,
      }),
  },
  {
    format: 'web-json',
    line: (r) =>
      json({
        time_local: `${clf(r)} +0000`,
        remote_addr: r.client,
        remote_port: String(r.port),
        request: `${r.method} ${r.target} HTTP/1.1`,
        status: String(r.status),
        body_bytes_sent: String(r.sent),
        http_referer: r.referer ?? '',
        http_user_agent: r.agent ?? '',
        http_host: r.host,
      }),
  },
  {
    format: 'web-json',
    line: (r) =>
      json({
        '@timestamp': iso(r),
        source: { ip: r.client, port: r.port },
        http: {
          request: { method: r.method, referrer: r.referer },
          response: { status_code: r.status, body: { bytes: r.sent } },
        },
        url: { original: r.target, domain: r.host },
        user_agent: { original: r.agent },
      }),
  },
  {
    format: 'w3c',
    header: [
      '#Version: 1.0',
      '#Fields: date time c-ip c-port cs-method cs-host cs-uri-stem sc-status sc-bytes cs(Referer) cs(User-Agent)',
    ],
    line: (r) =>
      [
        iso(r).slice(0, 10),
        iso(r).slice(11, 19),
        r.client,
        r.port,
        r.method,
        r.host,
        r.target.replaceAll(' ', '%20'),
        r.status,
        r.sent,
        r.referer?.replaceAll(' ', '+') ?? '-',
        r.agent?.replaceAll(' ', '+') ?? '-',
      ].join(' '),
    without: ['uri', 'referer', 'user_agent'],
    skipped: { header: 1, comment: 1 },
  },
  {
    format: 'own-layout',
    options: {
      fields:
        '$msec|$remote_addr:$remote_port|$request_method|$status|$bytes_sent|$host|"$request_uri"|"$http_referer"|"$http_user_agent"',
    },
    line: (r) =>
      `${START / 1000 + r.second}.000|${r.client}:${r.port}|${r.method}|${r.status}|${r.sent}|${r.host}|"${escaped(r.target)}"|"${escaped(r.referer)}"|"${escaped(r.agent)}"`,
  },
];

// No word of a credential, whose value would be masked, and no white space at the ends.
const letters = fc.constantFrom(...'abXY09-._~<>"\'\\é漢%{}[]|();!*&$#+ ', '\u{1f600}');
const word = fc.string({ unit: letters, minLength: 1, maxLength: 20 }).map((text) => `x${text}x`);
const request: fc.Arbitrary<Request> = fc.record({
  client: fc.constantFrom('203.0.113.9', '198.51.100.200', '2001:db8::9', '192.0.2.255'),
  port: fc.integer({ min: 1, max: 65535 }),
  second: fc.integer({ min: 0, max: 86_400 }),
  method: fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'PROPFIND'),
  target: word.map((text) => `/${text}`),
  status: fc.constantFrom(200, 204, 301, 404, 499, 500),
  sent: fc.integer({ min: 0, max: 2 ** 40 }),
  referer: fc.option(word.map((text) => `http://a.example/${text}`)),
  agent: fc.option(word),
  host: fc.constantFrom('www.example.com', 'shop.example.com'),
});
const lines = fc.array(
  fc.record({
    request,
    damagedAt: fc.oneof(
      { weight: 5, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.integer({ min: 3, max: 9 }) },
    ),
  }),
  { minLength: 5, maxLength: 40 },
);

const COLUMNS: Readonly<Record<Column, (r: Request, server: Server) => unknown>> = {
  src_ip: (r) => r.client,
  src_port: (r) => r.port,
  creation_time: (r) => iso(r).slice(0, 19).replace('T', ' '),
  method: (r) => r.method,
  uri: (r, server) => (server.line(r).startsWith('{') ? r.target : escaped(r.target)),
  response_code: (r) => r.status,
  bytes_out: (r) => BigInt(r.sent),
  referer: (r, server) => shown(r.referer, r, server),
  user_agent: (r, server) => shown(r.agent, r, server),
  host: (r) => r.host,
};

function shown(text: string | null, r: Request, server: Server): string | null {
  if (text === null) return null;
  return server.line(r).startsWith('{') ? text : escaped(text);
}

for (const [i, server] of SERVERS.entries())
  test(`${server.format}: what was written is read again, damaged lines are rejects, nothing is lost (layout ${i + 1})`, async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (given) => {
        // Good lines first and in the majority, as in a real log.
        const good = given.filter(({ damagedAt }) => damagedAt === null).map((one) => one.request);
        const damaged = given.flatMap(({ request: one, damagedAt }) =>
          damagedAt === null ? [] : [server.line(one).slice(0, damagedAt)],
        );
        fc.pre(good.length > damaged.length && good.length > 0);
        const header = server.header ?? [];
        const text = [...header, ...good.map((one) => server.line(one)), ...damaged].join('\n');
        const traffic = await openTraffic(written(`written-${i}.log`, text), server.options);
        const [account] = traffic.accounts;
        const columns = (Object.keys(COLUMNS) as Column[]).filter((name) => !server.without?.includes(name));
        const rows = await traffic.engine.query(
          `select ${columns.map((name) => (name === 'creation_time' ? `strftime(creation_time, '%Y-%m-%d %H:%M:%S') as creation_time` : name)).join(', ')} from traffic order by row_id`,
        );
        assert.equal(account!.format, server.format);
        assert.deepEqual(
          rows.map((row) => Object.values(row)),
          good.map((one) => columns.map((name) => COLUMNS[name](one, server))),
        );
        assert.deepEqual(account!.skipped, server.skipped ?? {});
        assert.deepEqual(
          [account!.units, account!.rejects],
          [header.length + good.length + damaged.length, damaged.length],
        );
        const rejected = await traffic.engine.query<{ line: number }>(
          'select line from rejects order by line',
        );
        assert.deepEqual(
          rejected.map(({ line }) => line),
          damaged.map((_, n) => header.length + good.length + n + 1),
        );
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
