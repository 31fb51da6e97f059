import { allColumns } from '../schema/columns.js';

/** Ports from 1024 on at which servers commonly listen; a client's port is chosen by its system and is seldom one of them. */
const SERVICE_PORTS =
  '1080,1194,1433,1521,1723,1883,2049,2181,2375,2376,2379,2380,3000,3128,3260,3268,3269,3306,3389,4369,5000,5044,5060,5061,5222,5353,5432,5439,5601,5671,5672,5900,5985,5986,6379,6443,7000,7001,7077,7443,8000,8008,8080,8081,8086,8088,8089,8125,8140,8200,8300,8301,8443,8500,8501,8883,8888,9000,9042,9090,9092,9093,9100,9200,9300,9418,9443,10000,10250,10255,11211,15672,25565,27017,27018,27019';

/** From this port on systems choose the ports of clients (Linux; IANA and Windows begin at 49152). */
const CLIENT_PORTS_FROM = 32768;

/** What both directions of a connection have in common, whichever of its ends is called `a`. */
const CONNECTION = ['ip_a', 'port_a', 'ip_b', 'port_b', 'protocol'];
const WINDOW = [...CONNECTION, 'source_name', 'action', 'end_time', 'nth'].join(', ');

/** Columns of a record that come from its two ends. */
const ENDS: Readonly<Record<string, string>> = {
  src_ip: 'case when client_is_a then r.ip_a else r.ip_b end',
  dst_ip: 'case when client_is_a then r.ip_b else r.ip_a end',
  src_port: 'case when client_is_a then r.port_a else r.port_b end',
  dst_port: 'case when client_is_a then r.port_b else r.port_a end',
  bytes_in: 'case when client_is_a then bytes_a else bytes_b end',
  bytes_out: 'case when client_is_a then bytes_b else bytes_a end',
};

/**
 * SQL that joins one-way flow records to their opposite direction, and says who is the client: a record has the same addresses,
 * ports, protocol, interface, action and end of the window as its opposite, the first one way belongs to the first the other way, and so on.
 * Byte counts stay apart by direction, packets are added, TCP flags united, the earlier start taken. A lone half keeps its null.
 *
 * The client is who opened the connection, the same one in all windows. These are asked in turn, until one tells the ends apart: who
 * sent a SYN without ACK, or got a SYN with ACK; a port below 1024 is the server's; so is a port of SERVICE_PORTS; of a connection seen
 * one way only, the sender is the client; a port from CLIENT_PORTS_FROM on is the client's; who was seen first; the higher port.
 *
 * @param halves SELECT with the columns of the schema and `place`, the order of the input; src_ip and src_port are the sender's,
 *   dst_ip and dst_port the receiver's, bytes_in what was sent
 */
export function pairingSql(halves: string): string {
  const merged = (name: string) => {
    if (name === 'packets') return 'cast(sum(packets) as bigint) as packets';
    if (name === 'tcp_flags') return 'bit_or(tcp_flags) as tcp_flags';
    return `min("${name}") as "${name}"`;
  };
  const others = allColumns.map(({ name }) => name).filter((name) => !(name in ENDS));
  const added = others.filter((name) => !WINDOW.split(', ').includes(name));
  const end = (sender: string, receiver: string) => `case when a_sent then ${sender} else ${receiver} end`;
  return `with halves as (
      select *, coalesce(src_ip < dst_ip or (src_ip = dst_ip and coalesce(src_port, 0) <= coalesce(dst_port, 0)), true) as a_sent
      from (${halves}) as given
    ), sided as (
      select * exclude (src_ip, dst_ip, src_port, dst_port), ${end('src_ip', 'dst_ip')} as ip_a, ${end('src_port', 'dst_port')} as port_a,
        ${end('dst_ip', 'src_ip')} as ip_b, ${end('dst_port', 'src_port')} as port_b
      from halves
    ), openings as (
      select ${CONNECTION.join(', ')},
        coalesce(bool_or((tcp_flags & 18) = case when a_sent then 2 else 18 end), false) as a_opened,
        coalesce(bool_or((tcp_flags & 18) = case when a_sent then 18 else 2 end), false) as b_opened,
        min(creation_time) filter (a_sent) as a_seen, min(creation_time) filter (not a_sent) as b_seen,
        min(place) filter (a_sent) as a_place, min(place) filter (not a_sent) as b_place
      from sided group by all
    ), clients as (
      select ${CONNECTION.join(', ')}, case
          when a_opened <> b_opened then a_opened
          when (port_a < 1024) <> (port_b < 1024) then port_b < 1024
          when (port_a in (${SERVICE_PORTS})) <> (port_b in (${SERVICE_PORTS})) then port_b in (${SERVICE_PORTS})
          when a_seen is null or b_seen is null then a_seen is not null
          when (port_a >= ${CLIENT_PORTS_FROM}) <> (port_b >= ${CLIENT_PORTS_FROM}) then port_a >= ${CLIENT_PORTS_FROM}
          when a_seen <> b_seen then a_seen < b_seen
          when port_a <> port_b then port_a > port_b
          else a_place < b_place end as client_is_a
      from openings
    ), records as (
      select ${WINDOW}, ${added.map(merged).join(', ')}, min(bytes_in) filter (a_sent) as bytes_a,
        min(bytes_in) filter (not a_sent) as bytes_b, min(place) as place
      from (select *, row_number() over (partition by ${WINDOW.replace(/nth$/, 'a_sent')} order by creation_time, place) as nth
        from sided) as numbered
      group by ${WINDOW}
    )
    select ${Object.entries(ENDS)
      .map(([name, sql]) => `${sql} as ${name}`)
      .join(', ')}, ${others.map((name) => `r."${name}"`).join(', ')}, null::varchar as label, place
    from records as r join clients as c
      on ${CONNECTION.map((name) => `r.${name} is not distinct from c.${name}`).join(' and ')}`;
}
