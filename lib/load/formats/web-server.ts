import { quoteLiteral } from '../../engine/sql-text.js';
import { type LineFormat, mostLines, nullIfAbsent } from './line-format.js';

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
/**
 * Method, target and version (RFC 9112); in the common form HTTP/0.9 has no version, and in another one a target need not be
 * a path.
 */
const REQUEST =
  '^([A-Za-z][A-Za-z0-9_-]*) (?:((?:[/*]|[A-Za-z]+://).*?)(?: (HTTP/\\S+))?|(\\S.*?) (HTTP/\\S+))$';
/** What servers log where no request came: nothing, “-” or “- - HTTP/1.0”. */
const NO_REQUEST = '^[- ]*(?: HTTP/\\S+)?$';
const PATTERN = `^(\\S+) \\S+ (?:\\S+|.*?) \\[([^\\]]+)\\] ${QUOTED} ([0-9]{3}|-) ([0-9]+|-)(?: ${QUOTED} ${QUOTED}(?: ${QUOTED})?)?`;

/**
 * Access log of Apache or nginx in the common or combined format, with X-Forwarded-For as an optional last field
 * (https://httpd.apache.org/docs/current/mod/mod_log_config.html, nginx's default `main`).
 *
 * The size is what the server sent → bytes_out (without headers); received bytes, ports and the server's address
 * are not in the log. The time is when the request came in → creation_time. What a client sent that is no HTTP request
 * (bytes of TLS, SSH, RDP …) is the uri, as it was logged, without a method; `-` or nothing is no uri.
 */
export const webServer: LineFormat = {
  name: 'web-server',
  title: 'Apache or nginx access log',
  mapping(lines) {
    if (!mostLines(lines, (line) => new RegExp(PATTERN).test(line))) return null;
    const request = `regexp_extract(f.request, ${quoteLiteral(REQUEST)}, ['method', 'path', 'path_version', 'target', 'version'])`;
    return {
      parsed: `regexp_extract(line, ${quoteLiteral(PATTERN)}, ['client', 'time', 'request', 'status', 'size', 'referer', 'user_agent', 'forwarded'])`,
      unreadable: `f.client = ''`,
      columns: {
        bytes_out: nullIfAbsent('f.size'),
        creation_time: 'f.time',
        time: 'f.time',
        src_ip: 'f.client',
        protocol: nullIfAbsent(`(${request}).path_version || (${request}).version`),
        response_code: nullIfAbsent('f.status'),
        source_meta: `'web_server'`,
        method: nullIfAbsent(`(${request}).method`),
        uri: nullIfAbsent(`case when (${request}).method <> '' then (${request}).path || (${request}).target
          when not regexp_matches(f.request, ${quoteLiteral(NO_REQUEST)}) then f.request end`),
        referer: nullIfAbsent('f.referer'),
        user_agent: nullIfAbsent('f.user_agent'),
        forwarded_for: nullIfAbsent('f.forwarded'),
      },
    };
  },
};
