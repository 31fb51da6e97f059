import { jsonLog } from './json-log.js';
import { REQUEST_NAMES } from './request-names.js';

/**
 * Requests in JSON as Envoy and Istio write them
 * (https://istio.io/latest/docs/tasks/observability/logs/access-log/).
 */
export const envoyJson = jsonLog({
  name: 'envoy-json',
  title: 'Envoy access log (JSON)',
  meta: `'envoy'`,
  certain: ['start_time', 'response_code', 'method'],
  keys: {
    time: ['start_time'],
    client: ['downstream_remote_address', 'downstream_remote_address_without_port'],
    forwarded: ['x_forwarded_for', 'x-forwarded-for', 'forwarded_for'],
    method: ['method'],
    uri: ['path', 'x-envoy-original-path'],
    protocol: ['protocol'],
    status: ['response_code'],
    action: ['response_flags'],
    received: ['bytes_received'],
    sent: ['bytes_sent'],
    host: ['authority', 'host'],
    agent: ['user_agent', 'user-agent'],
    referer: ['referer', 'referrer'],
    source: ['upstream_cluster'],
    server_ip: ['downstream_local_address'],
  },
});

/**
 * Requests in JSON under the names that nginx's variables have, that administrators give them, and that the Elastic Common Schema
 * gives them (https://nginx.org/en/docs/varindex.html, https://www.elastic.co/docs/reference/ecs).
 */
export const webJson = jsonLog({
  name: 'web-json',
  title: 'web-server log in JSON',
  meta: `'web_server'`,
  keys: REQUEST_NAMES,
});
