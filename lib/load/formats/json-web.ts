import { jsonLog } from './json-log.js';

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
  keys: {
    time: ['time_iso8601', 'time_local', '@timestamp', 'timestamp', 'msec', 'time', 'ts', 'datetime', 'date', 'start_time', 'requesttime'],
    client: ['remote_addr', 'client_ip', 'clientip', 'client.ip', 'source.ip', 'remote_ip', 'remote_host', 'remotehost', 'clientip', 'client', 'client_addr', 'src_ip', 'ip', 'remoteip', 'c-ip', 'client.address', 'source.address', 'the_real_ip', 'remote_address', 'host_ip'],
    client_port: ['remote_port', 'client_port', 'source.port', 'client.port', 'c-port'],
    forwarded: ['http_x_forwarded_for', 'x_forwarded_for', 'x-forwarded-for', 'forwarded_for', 'xff', 'proxy_add_x_forwarded_for', 'x_forward_for'],
    request: ['request', 'request_line', 'requestline', 'http_request'],
    method: ['request_method', 'method', 'http_method', 'verb', 'http.request.method', 'httpmethod', 'request.method', 'cs-method'],
    uri: ['request_uri', 'url.original', 'request_url', 'requesturi', 'url', 'http_uri', 'resource', 'request.uri', 'request.url'],
    path: ['uri', 'path', 'url.path', 'request_path', 'document_uri', 'cs-uri-stem'],
    query: ['args', 'query_string', 'url.query', 'query', 'cs-uri-query'],
    protocol: ['server_protocol', 'protocol', 'http_version', 'httpversion', 'http.version', 'proto'],
    status: ['status', 'response_code', 'status_code', 'statuscode', 'http_status', 'http.response.status_code', 'code', 'response', 'response.status', 'sc-status'],
    sent: ['body_bytes_sent', 'bytes_sent', 'bytes', 'size', 'http.response.body.bytes', 'http.response.bytes', 'response_size', 'bytes_out', 'body_bytes', 'response_bytes', 'sc-bytes'],
    received: ['request_length', 'bytes_received', 'http.request.bytes', 'http.request.body.bytes', 'request_size', 'bytes_in', 'cs-bytes'],
    referer: ['http_referer', 'http_referrer', 'referer', 'referrer', 'http.request.referrer', 'cs(referer)'],
    agent: ['http_user_agent', 'user_agent', 'user_agent.original', 'useragent', 'user-agent', 'agent', 'ua', 'cs(user-agent)'],
    host: ['http_host', 'host', 'url.domain', 'server_name', 'vhost', 'domain', 'hostname', 'cs-host'],
    server_ip: ['server_addr', 'destination.ip', 'server.ip', 's-ip'],
    server_port: ['server_port', 'destination.port', 'server.port', 'url.port', 's-port'],
  },
});
