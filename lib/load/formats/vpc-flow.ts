import { quoteLiteral } from '../../engine/sql-text.js';
import { type LineFormat, mostLines, nullIfAbsent } from './line-format.js';

/** Fields of the default format, version 2, which comes without a header line when delivered to CloudWatch Logs. */
const DEFAULT =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

const isHeader = (line: string) => /(^| )srcaddr( |$)/.test(line) && /(^| )dstaddr( |$)/.test(line);
const isDefault = (line: string) =>
  /^[2-9] (\d{12}|unknown|-) \S+ (\S+ ){9}\S+ (OK|NODATA|SKIPDATA)$/.test(line);

/**
 * AWS VPC Flow Logs, default format or a custom one that names its fields in a header line
 * (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html).
 *
 * A record is one direction of a connection in one capture window, without anything of HTTP. The server is the side
 * that `flow-direction` says, else the side with the lower port. bytes go to bytes_in from client to server and to
 * bytes_out the other way; the other one is null until `pairHalves` finds the opposite direction.
 * start → creation_time, end → end_time, interface-id → source_name, protocol number → its IANA name.
 */
export const vpcFlow: LineFormat = {
  name: 'aws-vpc-flow',
  title: 'AWS VPC flow log',
  mapping(lines) {
    const header = lines.find(isHeader);
    if (header === undefined && !mostLines(lines, isDefault)) return null;
    const names = (header ?? DEFAULT).trim().split(/\s+/);
    const field = (name: string) => {
      const at = names.indexOf(name.replace(/^\$\{|\}$/g, ''));
      return at < 0 ? 'cast(null as varchar)' : nullIfAbsent(`f[${at + 1}]`);
    };
    const lowerPort = `coalesce(try_cast(${field('srcport')} as integer) < try_cast(${field('dstport')} as integer), false)`;
    const fromServer = names.includes('flow-direction')
      ? `case ${field('flow-direction')} when 'egress' then true when 'ingress' then false else ${lowerPort} end`
      : lowerPort;
    const side = (client: string, server: string) =>
      `case when ${fromServer} then ${client} else ${server} end`;
    const status = `f[${names.indexOf('log-status') + 1}]`;
    return {
      parsed: `string_split(trim(line), ' ')`,
      oneWay: true,
      skip: `case when line = ${quoteLiteral(header ?? '')} then 'header'
        ${names.includes('log-status') ? `when ${status} in ('NODATA', 'SKIPDATA') then ${status}` : ''} end`,
      unreadable: `len(f) <> ${names.length}`,
      columns: {
        bytes_in: side('null', field('bytes')),
        bytes_out: side(field('bytes'), 'null'),
        creation_time: field('start'),
        end_time: field('end'),
        time: field('start'),
        src_ip: side(field('dstaddr'), field('srcaddr')),
        dst_ip: side(field('srcaddr'), field('dstaddr')),
        src_port: side(field('dstport'), field('srcport')),
        dst_port: side(field('srcport'), field('dstport')),
        protocol: protocolSql(field('protocol')),
        source_meta: `'AWS_VPC_Flow'`,
        source_name: field('interface-id'),
        action: field('action'),
        packets: field('packets'),
        tcp_flags: field('tcp-flags'),
      },
    };
  },
};

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
