import { quoteLiteral } from '../../engine/sql-text.js';
import { type LineFormat, type LineMapping, misfitOf, nullIfAbsent } from './line-format.js';

/** One of the logs of Elastic Load Balancing. Groups of the same name mean the same in all of them. */
interface Kind extends Pick<LineFormat, 'name' | 'title'> {
  /** Regular expression of how its lines begin, and no others. */
  readonly begins: string;
  /** Regular expressions of the whole line: the form as documented, then others for lines that are not quite in it. */
  readonly patterns: readonly string[];
  /** Names of their groups. */
  readonly names: readonly string[];
  /** What its parts are called where a line does not fit, up to the last that it must have. */
  readonly parts: readonly (readonly [string, string])[];
}

const ISO = '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?';
/** Text in quotes: those within it are escaped; in the other form they may stand as they were sent. */
const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
const RAW = '"(.*?)"';

const albPattern = (quoted: string) =>
  `^(\\S+) (\\S+) (\\S+) (\\S+):([0-9]+) (\\S+) \\S+ \\S+ \\S+ (\\S+) (\\S+) (\\S+) (\\S+) ${quoted} ${quoted} ([^\\s"]+) ([^\\s"]+) ([^\\s"]+) "([^"]*)" "([^"]*)" "([^"]*)" ([^\\s"]+) ([^\\s"]+) ${quoted}(?:(?: ${quoted.replace('(', '(?:')}){5} ${quoted})?`;
const classicPattern = (quoted: string) =>
  `^(\\S+) (\\S+) (\\S+):([0-9]+) (\\S+) \\S+ \\S+ \\S+ (\\S+) (\\S+) ([0-9]+) ([0-9]+) ${quoted}(?: ${quoted} ([^\\s"]+) ([^\\s"]+))?`;

const TEXT = '"(?:[^"\\\\]|\\\\.)*"';
const HTTP_PARTS = [
  ['the load balancer', ' \\S+'],
  ['the client with its port', ' \\S+:[0-9]+'],
  ['the target', ' \\S+'],
  ['three durations', '(?: -?[0-9.]+){3}'],
  ['two status codes', '(?: (?:[0-9]+|-)){2}'],
  ['the received and sent bytes', '(?: (?:[0-9]+|-)){2}'],
  ['the request in quotes', ` ${TEXT}`],
] as const;

const KINDS: readonly Kind[] = [
  {
    name: 'aws-alb',
    title: 'AWS Application Load Balancer access log',
    begins: `^(?:https?|h2|grpcs?|wss?) ${ISO} `,
    patterns: [albPattern(QUOTED), albPattern(RAW)],
    names:
      'type,ended,elb,client,client_port,target,status,target_status,received,sent,request,user_agent,cipher,tls,group,trace,domain,certificate,priority,began,actions,reason'.split(
        ',',
      ),
    parts: [
      ['the type of the request', '(?:https?|h2|grpcs?|wss?)'],
      ['a time', ` ${ISO}`],
      ...HTTP_PARTS,
      ['the user agent in quotes', ` ${TEXT}`],
      ['cipher, protocol and target group', '(?: \\S+){3}'],
      ['trace, domain and certificate in quotes', `(?: ${TEXT}){3}`],
      ['priority and time of creation', '(?: \\S+){2}'],
      ['the actions in quotes', ` ${TEXT}`],
    ],
  },
  {
    name: 'aws-elb',
    title: 'AWS Classic Load Balancer access log',
    begins: `^${ISO} \\S+ \\S+:[0-9]+ \\S+ -?[0-9.]+ -?[0-9.]+ -?[0-9.]+ `,
    patterns: [classicPattern(QUOTED), classicPattern(RAW)],
    names:
      'began,elb,client,client_port,target,status,target_status,received,sent,request,user_agent,cipher,tls'.split(
        ',',
      ),
    parts: [['a time', ISO], ...HTTP_PARTS],
  },
  {
    name: 'aws-nlb',
    title: 'AWS Network Load Balancer TLS log',
    begins: `^tls [0-9.]+ ${ISO} `,
    patterns: [
      `^(tls) \\S+ (\\S+) (\\S+) \\S+ (\\S+):([0-9]+) (\\S+):([0-9]+) \\S+ \\S+ ([0-9]+|-) ([0-9]+|-) \\S+ \\S+ \\S+ (\\S+) (\\S+) \\S+ (\\S+)(?: \\S+ \\S+ (?:".*"|\\S+) (${ISO}))?`,
    ],
    names:
      'type,ended,elb,client,client_port,target,listener_port,received,sent,cipher,tls,domain,began'.split(
        ',',
      ),
    parts: [
      ['tls and the version', 'tls [0-9.]+'],
      ['a time', ` ${ISO}`],
      ['the load balancer and its listener', '(?: \\S+){2}'],
      ['the client with its port', ' \\S+:[0-9]+'],
      ['the destination with its port', ' \\S+:[0-9]+'],
      ['two durations', '(?: \\S+){2}'],
      ['the received and sent bytes', '(?: (?:[0-9]+|-)){2}'],
      ['seven fields of TLS', '(?: \\S+){7}'],
    ],
  },
  {
    name: 'aws-alb-connection',
    title: 'AWS Application Load Balancer connection log',
    begins: `^${ISO} \\S+ [0-9]+ [0-9]+ (?:TLS\\S+|-) `,
    patterns: [`^(\\S+) (\\S+) ([0-9]+) ([0-9]+) (\\S+) (\\S+) \\S+ ".*" \\S+ \\S+ (\\S+)(?: \\S+)*$`],
    names: 'began,client,client_port,listener_port,tls,cipher,actions'.split(','),
    parts: [
      ['a time', ISO],
      ['the client', ' \\S+'],
      ['its port and that of the listener', '(?: [0-9]+){2}'],
      ['version, cipher and duration of TLS', ' (?:TLS\\S+|-)(?: \\S+){2}'],
      ['the subject of the certificate in quotes', ' ".*"'],
      ['validity, number and result', '(?: \\S+){3}'],
    ],
  },
];

/** Method, scheme, host, port and path of a request as load balancers log it. A uri may contain spaces. */
export const REQUEST_URL = `^(\\S+) ([A-Za-z]+)://(\\[[^\\]/ ]*\\]|[^/ ]*?):([0-9]{1,5})((?:[^0-9:].*?)?)(?: (?:HTTP/\\S+|-))? *$`;

/** SQL that takes a line apart by the kind it is; a name that a kind does not have is null. */
const parsed = `case ${KINDS.map(({ begins, patterns, names }) => {
  const groups = names.map((name) => quoteLiteral(name)).join(', ');
  const taken = patterns.map((pattern) => `regexp_extract(line, ${quoteLiteral(pattern)}, [${groups}])`);
  const [documented, other] = taken;
  const either =
    other === undefined
      ? documented
      : `list_transform([${documented}], lambda d: case when d.client <> '' then d else ${other} end)[1]`;
  return `when regexp_matches(line, ${quoteLiteral(begins)}) then ${either}`;
}).join(' ')} end`;

const kindOf = (line: string) => KINDS.find(({ begins }) => new RegExp(begins).test(line));
const value = (name: string) => nullIfAbsent(`f.${name}`);
const url = (part: string) => `nullif(url.${part}, '')`;
/** Times are in UTC, also where they do not say so. */
const utc = (name: string) => `rtrim(${value(name)}, 'Z') || 'Z'`;
const began = `coalesce(${utc('began')}, ${utc('ended')})`;
const TARGET = `'^(.*?)(?::[0-9]+)?$'`;

/**
 * The logs of Elastic Load Balancing: one file may have lines of several
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/what-is-load-balancing.html).
 *
 * When the request or connection came → creation_time, when it ended (where the log says) → end_time, received_bytes →
 * bytes_in, sent_bytes → bytes_out, elb_status_code → response.code (460: the client gave up), the target, backend or destination →
 * dst_ip, the port in the request's URL or that of the listener → dst_port (what the client asked for), actions_executed or the result of
 * checking a client's certificate → action, classification_reason (what is against the HTTP standard, such as SpaceInUri) →
 * detection_types. No field names a rule. A uri may contain spaces: it ends before the version; what is no request to a URL is the uri as it is.
 */
const mapping: LineMapping = {
  parsed,
  steps: [
    {
      url: `regexp_extract(f.request, ${quoteLiteral(REQUEST_URL)}, ['method', 'scheme', 'host', 'port', 'uri'])`,
    },
  ],
  unreadable: `coalesce(f.client, '') = ''`,
  columns: {
    bytes_in: value('received'),
    bytes_out: value('sent'),
    creation_time: began,
    end_time: utc('ended'),
    time: `coalesce(${utc('ended')}, ${began})`,
    src_ip: `trim(f.client, '[]')`,
    src_port: 'f.client_port',
    dst_ip: nullIfAbsent(`trim(regexp_extract(f.target, ${TARGET}, 1), '[]')`),
    dst_port: `coalesce(${value('listener_port')}, ${url('port')})`,
    // A classic load balancer that forwards TCP or TLS connections has no status.
    protocol: `coalesce(upper(coalesce(f.type, ${url('scheme')})), case when f.request is null or f.status = '-'
      then coalesce(${value('tls')}, case when f.request is not null then 'TCP' end) end)`,
    response_code: value('status'),
    // What a kind does not have is null.
    source_meta: `case when f.trace is not null then 'AWS_ALB' when f.received is null then 'AWS_ALB_connection'
      when f.listener_port is not null then 'AWS_NLB' else 'AWS_ELB' end`,
    source_name: value('elb'),
    action: value('actions'),
    detection_types: value('reason'),
    method: `nullif(${url('method')}, '-')`,
    host: `coalesce(${url('host')}, ${value('domain')})`,
    uri: `case when ${url('method')} is not null then nullif(${url('uri')}, '-')
      when not regexp_full_match(f.request, '[- ]*') then f.request end`,
    user_agent: value('user_agent'),
  },
};

/** A format each, so that each can be named; which one a file is, is what most of its lines are. */
export const loadBalancers: readonly LineFormat[] = KINDS.map((kind) => ({
  name: kind.name,
  title: kind.title,
  misfit: (line) => misfitOf(kind.parts, line),
  mapping(lines) {
    const found = lines.map(kindOf).filter((other) => other !== undefined);
    const count = (other: Kind) => found.filter((each) => each === other).length;
    const most = KINDS.reduce((best, other) => (count(other) > count(best) ? other : best));
    return found.length > lines.length / 2 && most === kind ? mapping : null;
  },
}));
