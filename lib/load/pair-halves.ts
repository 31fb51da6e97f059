import { allColumns } from '../schema/columns.js';

const SUMMED = new Set(['bytes_in', 'bytes_out', 'packets']);
const EARLIEST = new Set(['creation_time', 'time']);
const TUPLE = 'src_ip, src_port, dst_ip, dst_port, protocol, source_name, action, end_time';

/**
 * SQL that joins one-way flow records to their opposite direction: same addresses, ports, protocol, interface, action
 * and end of the window, the first one way with the first the other way, and so on. Byte counts stay apart by
 * direction, packets are added, TCP flags united, the earlier start taken. A lone half keeps its null.
 *
 * @param halves SELECT with the columns of the schema and `place`, the order of the input; in each row one of
 *   bytes_in and bytes_out is null
 */
export function pairingSql(halves: string): string {
  const merged = allColumns.map(({ name }) => {
    if (SUMMED.has(name)) return `cast(sum(${name}) as bigint) as ${name}`;
    if (EARLIEST.has(name)) return `min("${name}") as "${name}"`;
    if (name === 'tcp_flags') return `bit_or(tcp_flags) as tcp_flags`;
    return `first("${name}" order by place) as "${name}"`;
  });
  return `select ${merged.join(', ')}, null::varchar as label, min(place) as place, count(*) as halves
    from (select *, row_number() over (partition by ${TUPLE}, bytes_in is null order by creation_time, place) as nth
      from (${halves}) as halves)
    group by ${TUPLE}, nth`;
}
