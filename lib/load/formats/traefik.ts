import { accessLog } from './access-log.js';
import { withoutPort } from './client-text.js';
import { jsonLog } from './json-log.js';
import { nullIfAbsent } from './line-format.js';

/**
 * Traefik's access log in the common format, which ends in the number of requests, the router, the server's URL and the duration
 * (https://doc.traefik.io/traefik/observability/access-logs/).
 *
 * The router → source_name; the server behind, where it is an address, → dst_ip and dst_port.
 */
export const traefikText = accessLog({
  name: 'traefik-clf',
  title: 'Traefik access log (common format)',
  meta: `'traefik'`,
  tail: (lines) =>
    lines.filter((line) => new RegExp(`${TAIL}$`).test(line)).length > lines.length / 2 ? TRAEFIK : null,
});

const TAIL = ' ([0-9]+|-) "([^"]*)" "([^"]*)" ([0-9]+)ms';
const server = `regexp_extract(tail.server, '^[a-z0-9]+://([0-9.]+|\\[[0-9a-fA-F:.]+\\])(?::([0-9]+))?', ['ip', 'port'])`;
const TRAEFIK = {
  pattern: TAIL,
  names: ['count', 'router', 'server', 'duration'],
  columns: {
    source_name: nullIfAbsent('tail.router'),
    dst_ip: nullIfAbsent(withoutPort(`(${server}).ip`)),
    dst_port: nullIfAbsent(`(${server}).port`),
  },
};

/**
 * Traefik's access log as JSON.
 *
 * ClientHost → src_ip, RouterName → source_name, DownstreamContentSize → bytes_out, RequestContentSize → bytes_in, RequestPath (with its
 * query) → uri.
 */
export const traefikJson = jsonLog({
  name: 'traefik-json',
  title: 'Traefik access log (JSON)',
  meta: `'traefik'`,
  certain: ['ClientHost', 'RequestMethod', 'RequestPath'],
  keys: {
    time: ['StartUTC', 'StartLocal', 'time'],
    client: ['ClientHost', 'ClientAddr'],
    client_port: ['ClientPort'],
    method: ['RequestMethod'],
    uri: ['RequestPath'],
    protocol: ['RequestProtocol'],
    host: ['RequestHost', 'RequestAddr'],
    server_port: ['RequestPort'],
    status: ['DownstreamStatus', 'OriginStatus'],
    sent: ['DownstreamContentSize', 'OriginContentSize'],
    received: ['RequestContentSize'],
    source: ['RouterName', 'ServiceName'],
    referer: ['request_Referer'],
    agent: ['request_User-Agent'],
    forwarded: ['request_X-Forwarded-For'],
  },
});
