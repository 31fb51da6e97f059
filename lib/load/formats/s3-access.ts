import { quoteLiteral } from '../../engine/sql-text.js';
import { type LineFormat, misfitOf, mostLines, nullIfAbsent } from './line-format.js';

/**
 * The documented fields up to the version id, which old logs end with, then those that came later. Quotes stand as they were sent: a
 * text ends at the first one that the documented fields follow.
 */
const PATTERN =
  '^(\\S+) (\\S+) \\[([^\\]]+)\\] (\\S+) (\\S+|"[^"]*") (\\S+) ([A-Z0-9]+(?:[.][A-Za-z0-9_.-]+)+) (\\S+) (?:"(.*?)"|-) ([0-9]{3}|-) (\\S+) ([0-9]+|-) ([0-9]+|-) ([0-9]+|-) ([0-9]+|-) (?:"(.*?)"|-) (?:"(.*?)"|-) ([^\\s"]+)(?: ([^\\s"]+) ([^\\s"]+) ([^\\s"]+) ([^\\s"]+) ([^\\s"]+)(?: [^"]*)?)? *$';
const NAMES =
  'owner,bucket,time,client,requester,request_id,operation,key,request,status,error,sent,size,total_time,turn_around,referer,user_agent,version,host_id,signature,cipher,authentication,host'.split(
    ',',
  );
const REQUEST = '^(\\S+) (.*?)(?: (HTTP/\\S+))?$';

/** What its parts are called where a line does not fit. */
const PARTS = [
  ['the owner and the bucket', '\\S+ \\S+'],
  ['a time in brackets', ' \\[[^\\]]+\\]'],
  ['the client, the requester and the request id', '(?: \\S+){3}'],
  ['an operation such as REST.GET.OBJECT, and the key', ' [A-Z0-9]+(?:[.][A-Za-z0-9_.-]+)+ \\S+'],
  ['the request in quotes', ' (?:".*?"|-)'],
  ['the status and the error', ' (?:[0-9]{3}|-) \\S+'],
  ['two sizes and two durations', '(?: (?:[0-9]+|-)){4}'],
  ['the referer and the user agent in quotes', '(?: (?:".*?"|-)){2}'],
  ['the version', ' [^\\s"]+'],
] as const;

/**
 * Amazon S3 server access log (https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html).
 *
 * The time the request came → creation_time, bytes sent → bytes_out, HTTP status → response.code, error code (AccessDenied …) → action,
 * bucket → source_name, host header (else the bucket) → host. What S3 does itself, such as expiring objects, has no client and is no
 * request: such lines are skipped.
 */
export const s3Access: LineFormat = {
  name: 'aws-s3',
  title: 'Amazon S3 server access log',
  misfit: (line) => misfitOf(PARTS, line),
  mapping(lines) {
    if (!mostLines(lines, (line) => new RegExp(PATTERN).test(line))) return null;
    const request = (part: string) =>
      nullIfAbsent(
        `regexp_extract(f.request, ${quoteLiteral(REQUEST)}, ['method', 'uri', 'version']).${part}`,
      );
    return {
      parsed: `regexp_extract(line, ${quoteLiteral(PATTERN)}, [${NAMES.map((name) => `'${name}'`).join(', ')}])`,
      skip: `case when f.client = '-' then 'no client' end`,
      unreadable: `f.operation = ''`,
      columns: {
        bytes_out: nullIfAbsent('f.sent'),
        creation_time: 'f.time',
        time: 'f.time',
        src_ip: 'f.client',
        protocol: request('version'),
        response_code: nullIfAbsent('f.status'),
        source_meta: `'AWS_S3'`,
        source_name: nullIfAbsent('f.bucket'),
        action: nullIfAbsent('f.error'),
        method: request('method'),
        host: `coalesce(${nullIfAbsent('f.host')}, ${nullIfAbsent('f.bucket')})`,
        uri: `coalesce(${request('uri')}, ${nullIfAbsent('f.request')})`,
        referer: nullIfAbsent('f.referer'),
        user_agent: nullIfAbsent('f.user_agent'),
      },
    };
  },
};
