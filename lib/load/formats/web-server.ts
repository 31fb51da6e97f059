import { quoteLiteral } from '../../engine/sql-text.js';
import { type LineFormat, mostLines, nullIfAbsent } from './line-format.js';

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
const PATTERN = `^(\\S+) \\S+ (?:\\S+|.*?) \\[([^\\]]+)\\] ${QUOTED} ([0-9]{3}|-) ([0-9]+|-)(?: ${QUOTED} ${QUOTED}(?: ${QUOTED})?)?`;

/**
 * Access log of Apache or nginx in the common or combined format, with X-Forwarded-For as an optional last field
 * (https://httpd.apache.org/docs/current/mod/mod_log_config.html, nginx's default `main`).
 *
 * The size is what the server sent → bytes_out (without headers); received bytes, ports and the server's address
 * are not in the log. The time is when the request came in → creation_time.
 */
export const webServer: LineFormat = {
  name: 'web-server',
  title: 'Apache or nginx access log',
  mapping(lines) {
    if (!mostLines(lines, (line) => new RegExp(PATTERN).test(line))) return null;
    const request = `regexp_extract(f.request, '^(\\S+) (.*?)(?: (HTTP/\\S+))?$', ['method', 'uri', 'version'])`;
    return {
      parsed: `regexp_extract(line, ${quoteLiteral(PATTERN)}, ['client', 'time', 'request', 'status', 'size', 'referer', 'user_agent', 'forwarded'])`,
      unreadable: `f.client = ''`,
      columns: {
        bytes_out: nullIfAbsent('f.size'),
        creation_time: 'f.time',
        time: 'f.time',
        src_ip: 'f.client',
        protocol: nullIfAbsent(`(${request}).version`),
        response_code: nullIfAbsent('f.status'),
        source_meta: `'web_server'`,
        method: nullIfAbsent(`(${request}).method`),
        uri: nullIfAbsent(`(${request}).uri`),
        referer: nullIfAbsent('f.referer'),
        user_agent: nullIfAbsent('f.user_agent'),
        forwarded_for: nullIfAbsent('f.forwarded'),
      },
    };
  },
};
