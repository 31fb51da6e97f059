import { jsonLog } from './json-log.js';

/**
 * Caddy's access log (https://caddyserver.com/docs/caddyfile/directives/log).
 *
 * client_ip, which Caddy takes from the headers of proxies that it trusts, comes before remote_ip; remote_port may be a proxy's. size → bytes_out,
 * bytes_read (the request's body) → bytes_in.
 */
export const caddy = jsonLog({
  name: 'caddy',
  title: 'Caddy access log',
  meta: `'caddy'`,
  certain: ['request.method', 'request.uri', 'request.host'],
  keys: {
    time: ['ts'],
    client: ['request.client_ip', 'request.remote_ip', 'request.remote_addr'],
    method: ['request.method'],
    uri: ['request.uri'],
    protocol: ['request.proto'],
    host: ['request.host'],
    status: ['status'],
    sent: ['size'],
    received: ['bytes_read'],
    referer: ['request.headers.referer[0]'],
    agent: ['request.headers.user-agent[0]'],
    forwarded: ['request.headers.x-forwarded-for[0]'],
  },
});
