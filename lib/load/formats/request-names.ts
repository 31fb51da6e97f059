import type { KeyRole } from './json-log.js';

/** Names under which servers, log shippers and the Elastic Common Schema have what a request's record holds, the likeliest first. */
export const REQUEST_NAMES: Readonly<Partial<Record<KeyRole, readonly string[]>>> = {
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
};

/** The column of the schema for what a name says. */
const COLUMNS: Readonly<Partial<Record<KeyRole, string>>> = {
  client: 'src_ip',
  client_port: 'src_port',
  time: 'creation_time',
  end_time: 'end_time',
  method: 'method',
  uri: 'uri',
  protocol: 'protocol',
  status: 'response_code',
  sent: 'bytes_out',
  received: 'bytes_in',
  referer: 'referer',
  agent: 'user_agent',
  host: 'host',
  server_ip: 'dst_ip',
  server_port: 'dst_port',
  country: 'src_ip_country_code',
};

/** More names, of flow and firewall logs. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  src_ip: ['srcip', 'sourceip', 'source_ip', 'srcaddr', 'source_address', 'saddr', 'orig_h', 'id.orig_h', 'src', 'clientaddress', 'clientIpAddress', 'src_endpoint.ip', 'peer'],
  dst_ip: ['dstip', 'destinationip', 'destination_ip', 'dest_ip', 'dstaddr', 'destination_address', 'daddr', 'resp_h', 'id.resp_h', 'dst', 'dest', 'serveraddress', 'serverip', 'dst_endpoint.ip'],
  src_port: ['srcport', 'sport', 'sourceport', 'source_port', 'id.orig_p', 'src_endpoint.port'],
  dst_port: ['dstport', 'dport', 'destinationport', 'destination_port', 'dest_port', 'id.resp_p', 'dst_endpoint.port', 'port'],
  creation_time: ['creationtime', 'starttime', 'start', 'event_time', 'eventtime', 'first_seen', 'flow_start', 'when', 'log_time', 'created_at', 'timegenerated', 'timecreated', 'zeit', 'datum'],
  end_time: ['endtime', 'end', 'stop', 'last_seen', 'flow_end'],
  bytes_in: ['bytesin', 'reqbytes', 'request_bytes', 'src_bytes', 'orig_bytes', 'bytes_toserver', 'in_bytes', 'sent_bytes', 'traffic.bytes_in', 'rx_bytes'],
  bytes_out: ['bytesout', 'respbytes', 'response_bytes', 'dst_bytes', 'resp_bytes', 'bytes_toclient', 'out_bytes', 'traffic.bytes_out', 'tx_bytes'],
  src_ip_country_code: ['country', 'country_code', 'geo.country', 'src_country', 'client_country', 'geoip.country_code', 'source.geo.country_iso_code'],
  protocol: ['proto', 'app_proto', 'service'],
};

/** Names of the schema's columns elsewhere. */
export const COLUMN_NAMES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [...new Set([...Object.values(COLUMNS), ...Object.keys(MORE)])].map((column) => [
    column,
    [
      ...Object.entries(COLUMNS).flatMap(([role, name]) => (name === column ? (REQUEST_NAMES[role as KeyRole] ?? []) : [])),
      ...(MORE[column] ?? []),
    ],
  ]),
);

/** What a name of a field says, if it is a name that is known. */
export function roleOf(name: string): KeyRole | undefined {
  const plain = name.toLowerCase();
  const found = Object.entries(REQUEST_NAMES).find(([, names]) => names.includes(plain));
  return found?.[0] as KeyRole | undefined;
}
