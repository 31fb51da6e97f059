import { type LineFormat, type MappingOptions, mostLines } from './line-format.js';
import { jsonFields, type NamedFormat, plainName, separatedFields } from './named-fields.js';

/** Fields of the default format, version 2, which comes without a header line when delivered to CloudWatch Logs. */
const DEFAULT =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
    ' ',
  );
/** With tabs or commas between the names it is the header of a table. */
const HEADER = `(contains(line, 'srcaddr') and contains(line, 'dstaddr') and not regexp_matches(line, '^[{]|[\\t,]'))`;

const isHeader = (line: string) =>
  line.includes('srcaddr') && line.includes('dstaddr') && !/^[{]|[\t,]/.test(line);
const ADDRESS = '(?:(?:\\d+\\.){3}\\d+|[0-9a-f]*:[0-9a-f:.]+)';
const DEFAULT_ROW = new RegExp(
  `^[2-9] (?:\\d{12}|unknown) \\S+ ${ADDRESS} ${ADDRESS} \\d{1,5} \\d{1,5} \\d{1,3} (\\d+) (\\d+) (1\\d{9}) (1\\d{9}) (?:ACCEPT|REJECT) OK$`,
);

/** In the default order there are fewer packets than bytes, and the start is not after the end: another order is not taken for it. */
function isDefault(line: string): boolean {
  if (/^[2-9] (\d{12}|unknown|-) \S+ (- ){7}1\d{9} 1\d{9} - (NODATA|SKIPDATA)$/.test(line)) return true;
  const [packets = 0, bytes = 0, start = 0, end = 0] = DEFAULT_ROW.exec(line)?.slice(1).map(Number) ?? [];
  return packets > 0 && packets <= bytes && start <= end;
}

/** Documented names that other spellings, such as `pktSrcAddr` of Logs Insights, have in common but for the hyphens. */
const DOCUMENTED = new Map(
  `${DEFAULT.join(' ')} pkt-srcaddr pkt-dstaddr tcp-flags flow-direction tgw-id tgw-attachment-id`
    .split(' ')
    .map((name) => [name.replaceAll('-', ''), name]),
);
/** Names in the tables of Athena's user guide, old and new, by the documented ones. */
const IN_TABLES = new Map(
  Object.entries({
    sourceaddress: 'srcaddr',
    destinationaddress: 'dstaddr',
    sourceport: 'srcport',
    destinationport: 'dstport',
    numpackets: 'packets',
    numbytes: 'bytes',
    starttime: 'start',
    endtime: 'end',
  }),
);

const hasAddresses = (names: ReadonlySet<string>) =>
  (names.has('srcaddr') || names.has('pkt-srcaddr')) && (names.has('dstaddr') || names.has('pkt-dstaddr'));
const isTransit = (names: ReadonlySet<string>) => [...names].some((name) => name.startsWith('tgw-'));

/** The fields of flow logs, of VPCs or of transit gateways. */
function flows(transit: boolean): NamedFormat {
  return {
    name: transit ? 'aws-tgw-flow' : 'aws-vpc-flow',
    title: transit ? 'AWS Transit Gateway flow log' : 'AWS VPC flow log',
    documented: (plain) => {
      const name = plain.replaceAll('-', '');
      return IN_TABLES.get(name) ?? DOCUMENTED.get(name) ?? plain;
    },
    describes: (names) => hasAddresses(names) && names.has('start') && isTransit(names) === transit,
    map(field) {
      const [sender, receiver] = ['src', 'dst'].map(
        (side) => `coalesce(${field(`pkt-${side}addr`)}, ${field(`${side}addr`)})`,
      );
      const status = field('log-status');
      return {
        oneWay: true,
        // Without addresses there was no traffic, also where the format has no field log-status.
        skip: `case when ${status} in ('NODATA', 'SKIPDATA') then ${status}
          when ${status} is null and ${sender} is null and ${receiver} is null then 'NODATA' end`,
        columns: {
          bytes_in: field('bytes'),
          creation_time: field('start'),
          end_time: field('end'),
          time: field('start'),
          src_ip: sender!,
          dst_ip: receiver!,
          src_port: field('srcport'),
          dst_port: field('dstport'),
          protocol: protocolSql(field('protocol')),
          source_meta: transit ? `'AWS_TGW_Flow'` : `'AWS_VPC_Flow'`,
          source_name: field(transit ? 'tgw-attachment-id' : 'interface-id'),
          action: field('action'),
          packets: field('packets'),
          tcp_flags: field('tcp-flags'),
        },
      };
    },
  };
}

/**
 * AWS VPC Flow Logs: the default format, or a custom one that names its fields in a header line, by the option `fields` or as the keys
 * and columns of JSON and tables (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html).
 *
 * A record is one direction of a connection in one capture window, without anything of HTTP. pkt-srcaddr and pkt-dstaddr, the
 * addresses behind NAT, come before srcaddr and dstaddr. Who is the client, and whether bytes are bytes_in or bytes_out, is said
 * of both directions together by `pairingSql`. start → creation_time, end → end_time, interface-id → source_name,
 * protocol number → its IANA name.
 */
export const vpcFields = flows(false);

/**
 * AWS Transit Gateway Flow Logs (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-log-records.html), as VPC flow logs;
 * tgw-attachment-id → source_name. They have no action.
 */
export const transitFields = flows(true);

function flowLog(format: NamedFormat): LineFormat {
  return {
    name: format.name,
    title: format.title,
    isHeader: HEADER,
    mapping(lines, { fields, headers } = {}) {
      const layout = {
        separator: ' ',
        isHeader,
        headerSql: HEADER,
        skip: `when ${HEADER} then 'header'`,
        fieldsOf: (header: string) => header.trim().split(/\s+/),
        withoutHeader: (rows: readonly string[]) =>
          fields && fits(rows, fields) ? fields : mostLines(rows, isDefault) ? DEFAULT : undefined,
      };
      return separatedFields(format, layout, lines, headers) ?? jsonFields(format, lines);
    },
    ...(format === vpcFields && { lacking }),
  };
}

const fits = (rows: readonly string[], names: readonly string[]) =>
  mostLines(rows, (row) => row.trim().split(' ').length === names.length);

/** What is missing for lines that are probably of a flow log: the names of their fields, or a field. */
function lacking(lines: readonly string[], { fields }: MappingOptions = {}): string | null {
  const header = lines.find(isHeader)?.trim().split(/\s+/) ?? fields;
  const names = new Set(header?.map((name) => plainName(name)) ?? []);
  if (header !== undefined && hasAddresses(names) && !names.has('start'))
    return 'is a flow log without the field start, which says when; include it in the format of the flow log.';
  const rows = lines.filter((line) => !isHeader(line)).map((line) => line.trim().split(' '));
  const isAddress = (value: string) => new RegExp(`^${ADDRESS}$`).test(value);
  const flow = rows.filter(
    (row) =>
      row.filter(isAddress).length >= 2 &&
      row.some((value) => /^1\d{9}$/.test(value)) &&
      (row.some((value) =>
        /^(eni|vpc|subnet|tgw(-attach)?)-|^(OK|NODATA|SKIPDATA|ACCEPT|REJECT)$/.test(value),
      ) ||
        row.every((value) => isAddress(value) || /^(\d+|-)$/.test(value))),
  );
  const [row] = flow;
  if (row === undefined || flow.length <= rows.length / 2) return null;
  if (fields && hasAddresses(names))
    return `has ${row.length} values a line, but ${fields.length} fields were given; give as many as the flow log's format has.`;
  return `looks like a VPC flow log of a custom format without its header line (${row.length} values a line), as CloudWatch Logs delivers it; give the order of its fields, as in --fields 'version srcaddr dstaddr srcport dstport protocol start end …'.`;
}

export const vpcFlow: LineFormat = flowLog(vpcFields);
export const transitFlow: LineFormat = flowLog(transitFields);

/** Names of the protocol numbers seen in flow logs (IANA, Assigned Internet Protocol Numbers). */
const NAMES: Readonly<Record<number, string>> = {
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPv4',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'IPv6-ICMP',
  89: 'OSPFIGP',
  103: 'PIM',
  112: 'VRRP',
  132: 'SCTP',
  136: 'UDPLite',
};

/** SQL for the name of a protocol number; one without a name here stays the number. */
export const protocolSql = (number: string): string =>
  `case ${number} ${Object.entries(NAMES)
    .map(([n, name]) => `when '${n}' then '${name}'`)
    .join(' ')} else ${number} end`;
