import type { FieldKind, Role, Vocabulary } from './text-layout.js';

const STATUS = '[0-9]{3}|-';
const COUNT = '[0-9]+|-';
const HOPS = '(?:[^ ,"]+, ?)*[^ ,"]+';
const WORD = '[^ "]*';

const PATTERNS: Readonly<Partial<Record<Role, string>>> = {
  client: HOPS,
  client_port: COUNT,
  status: STATUS,
  sent: COUNT,
  received: COUNT,
  server_port: COUNT,
  method: WORD,
  protocol: WORD,
  server_ip: '[^ "]*',
};
const of = (role: Role | undefined): FieldKind =>
  role === undefined ? {} : { role, ...(PATTERNS[role] && { pattern: PATTERNS[role] }) };

const NGINX: Readonly<Record<string, Role>> = {
  remote_addr: 'client',
  the_real_ip: 'client',
  proxy_protocol_addr: 'client',
  remote_port: 'client_port',
  http_x_forwarded_for: 'forwarded',
  proxy_add_x_forwarded_for: 'forwarded',
  time_local: 'time',
  time_iso8601: 'time',
  msec: 'time',
  request: 'request',
  request_method: 'method',
  request_uri: 'uri',
  uri: 'path',
  document_uri: 'path',
  args: 'query',
  query_string: 'query',
  server_protocol: 'protocol',
  status: 'status',
  body_bytes_sent: 'sent',
  bytes_sent: 'sent',
  request_length: 'received',
  bytes_received: 'received',
  http_referer: 'referer',
  http_user_agent: 'agent',
  host: 'host',
  http_host: 'host',
  server_name: 'server_name',
  ssl_server_name: 'server_name',
  server_addr: 'server_ip',
  server_port: 'server_port',
  proxy_upstream_name: 'source',
  hostname: 'source',
};

/** nginx's `log_format` (https://nginx.org/en/docs/http/ngx_http_log_module.html): `$name` or `${name}`. */
export const NGINX_FORMAT: Vocabulary = {
  token: /\$(?:\{(\w+)\}|(\w+))/g,
  kind: (name) => of(NGINX[name]),
};

const APACHE: Readonly<Record<string, Role>> = {
  h: 'client',
  a: 'client',
  '{c}a': 'client',
  '{remote}p': 'client_port',
  A: 'server_ip',
  v: 'host',
  V: 'host',
  p: 'server_port',
  '{local}p': 'server_port',
  '{canonical}p': 'server_port',
  t: 'time',
  r: 'request',
  m: 'method',
  U: 'path',
  q: 'query',
  H: 'protocol',
  s: 'status',
  b: 'sent',
  B: 'sent',
  O: 'sent',
  I: 'received',
  '{referer}i': 'referer',
  '{user-agent}i': 'agent',
  '{x-forwarded-for}i': 'forwarded',
  '{host}i': 'host',
};

/** Apache's `LogFormat` (https://httpd.apache.org/docs/current/mod/mod_log_config.html). */
export const APACHE_FORMAT: Vocabulary = {
  token: /%((?:[!0-9,]*[<>]?)(?:\{[^}]*\})?(?:\^..|[a-zA-Z]))/g,
  kind(written) {
    const name = written.replace(/^[!0-9,]*[<>]?/, '');
    if (name === 't') return { role: 'time', pattern: '\\[[^\\]]*\\]' };
    if (/^\{.*\}t$/.test(name)) return { role: 'time' };
    return of(APACHE[name.replace(/\{.*\}/, (key) => key.toLowerCase())]);
  },
};

const ENVOY: Readonly<Record<string, Role>> = {
  START_TIME: 'time',
  'REQ(:METHOD)': 'method',
  'REQ(X-ENVOY-ORIGINAL-PATH?:PATH)': 'uri',
  'REQ(:PATH)': 'uri',
  PROTOCOL: 'protocol',
  RESPONSE_CODE: 'status',
  RESPONSE_FLAGS: 'action',
  BYTES_RECEIVED: 'received',
  BYTES_SENT: 'sent',
  'REQ(X-FORWARDED-FOR)': 'forwarded',
  'REQ(USER-AGENT)': 'agent',
  'REQ(REFERER)': 'referer',
  'REQ(:AUTHORITY)': 'host',
  DOWNSTREAM_REMOTE_ADDRESS: 'client',
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: 'client',
  DOWNSTREAM_LOCAL_ADDRESS: 'server_ip',
  UPSTREAM_CLUSTER: 'source',
};

/** Envoy's access log format (https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage). */
export const ENVOY_FORMAT: Vocabulary = {
  token: /%([A-Z_]+(?:\([^)]*\))?)(?:\([^)]*\))?(?::[0-9]+)?%/g,
  kind(name) {
    const plain = name.replace(/^START_TIME\(.*\)$/, 'START_TIME');
    const kind = of(ENVOY[plain]);
    // HTTP answers 0 where no response was sent.
    return kind.role === 'status' ? { role: 'status', pattern: '[0-9]{1,3}|-' } : kind;
  },
};

const HAPROXY: Readonly<Record<string, FieldKind>> = {
  ci: { role: 'client', pattern: '[^ ]+' },
  cp: { role: 'client_port', pattern: '[0-9]+' },
  tr: { role: 'time', pattern: '[^\\]]+' },
  t: { role: 'time', pattern: '[^\\]]+' },
  ft: { role: 'source', pattern: '[^ ]+' },
  ST: { role: 'status', pattern: '-1|[0-9]{3}' },
  B: { role: 'sent', pattern: '[+]?[0-9]+' },
  U: { role: 'received', pattern: '[0-9]+' },
  r: { role: 'request' },
  captured: { pattern: '(?: ?\\{[^}]*\\}){0,2}' },
};

/** HAProxy's `log-format` (https://docs.haproxy.org/dev/configuration.html, 8.2). */
export const HAPROXY_FORMAT: Vocabulary = {
  token: /%(?:\{[^}]*\})?(?:\[([^\]]*)\]|([a-zA-Z]+))/g,
  kind: (name) => HAPROXY[name] ?? { pattern: '[^ /]*' },
};
