import { quoteLiteral } from '../../engine/sql-text.js';
import { type LineFormat, mostLines, nullIfAbsent } from './line-format.js';

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
/** The first 23 fields, and of the later ones the reason of the classification; versions of the log add fields at the end. */
const PATTERN = `^(https?|h2|grpcs|wss?) (\\S+) (\\S+) (\\S+):([0-9]+) (\\S+) \\S+ \\S+ \\S+ (\\S+) (\\S+) (\\S+) (\\S+) ${QUOTED} ${QUOTED} (\\S+) (\\S+) (\\S+) ${QUOTED} ${QUOTED} ${QUOTED} (\\S+) (\\S+) ${QUOTED}(?:(?: "(?:[^"\\\\]|\\\\.)*"){5} ${QUOTED})?`;
const NAMES =
  'type,time,elb,client,client_port,target,elb_status,target_status,received,sent,request,user_agent,cipher,tls,group_arn,trace,domain,certificate,priority,created,actions,reason'.split(
    ',',
  );

/**
 * AWS Application Load Balancer access log
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html).
 *
 * request_creation_time → creation_time, time → end_time (the response was complete), received_bytes → bytes_in,
 * sent_bytes → bytes_out, elb_status_code → response.code (460: the client gave up), the target → dst_ip, the port
 * in the request's URL → dst_port (what the client asked for), actions_executed → action, classification_reason (what
 * is against the HTTP standard, such as SpaceInUri) → detection_types. No field names a rule. A uri may contain spaces: it
 * ends before the version.
 */
export const alb: LineFormat = {
  name: 'aws-alb',
  title: 'AWS Application Load Balancer access log',
  mapping(lines) {
    if (!mostLines(lines, (line) => new RegExp(PATTERN).test(line))) return null;
    const url = `regexp_extract(f.request, '^(\\S+) ([a-z]+)://(\\[[^\\]/ ]*\\]|[^/ ]*?):([0-9]+)(.*?)(?: (?:HTTP/\\S+|-))? *$', ['method', 'scheme', 'host', 'port', 'uri'])`;
    return {
      parsed: `regexp_extract(line, ${quoteLiteral(PATTERN)}, [${NAMES.map((name) => `'${name}'`).join(', ')}])`,
      unreadable: `f.type = ''`,
      columns: {
        bytes_in: nullIfAbsent('f.received'),
        bytes_out: nullIfAbsent('f.sent'),
        creation_time: `coalesce(${nullIfAbsent('f.created')}, f.time)`,
        end_time: 'f.time',
        time: 'f.time',
        src_ip: `trim(f.client, '[]')`,
        src_port: 'f.client_port',
        dst_ip: nullIfAbsent(`trim(regexp_extract(f.target, '^(.*):[0-9]+$', 1), '[]')`),
        dst_port: nullIfAbsent(`(${url}).port`),
        protocol: 'upper(f.type)',
        response_code: nullIfAbsent('f.elb_status'),
        source_meta: `'AWS_ALB'`,
        source_name: 'f.elb',
        action: nullIfAbsent('f.actions'),
        detection_types: nullIfAbsent('f.reason'),
        method: nullIfAbsent(`(${url}).method`),
        host: nullIfAbsent(`(${url}).host`),
        uri: nullIfAbsent(`(${url}).uri`),
        user_agent: nullIfAbsent('f.user_agent'),
      },
    };
  },
};
