import type { LocalTraffic } from '../../lib/load/traffic.js';
import { tinyTraffic } from './tiny-traffic.js';

/** Records with requests, IPv6, absent values, parts of seconds, unsorted, of few sources, over three days. */
export async function variedTraffic(): Promise<LocalTraffic> {
  const empty = await tinyTraffic([]);
  const { connection } = empty.engine;
  const pick = (seed: number, of: number) => `cast(hash(range, ${seed}) % ${of} as integer)`;
  await connection.run(`insert into traffic by name
    select cast(range + 1 as integer) as row_id, timestamp '2024-05-06' + to_milliseconds(${pick(1, 259_200_000)}) as creation_time,
      case when ${pick(2, 3)} = 0 then '2001:db8:1::' || ${pick(3, 6)} else '192.0.2.' || ${pick(3, 20)} end as src_ip,
      case when ${pick(4, 5)} > 0 then '198.51.100.' || ${pick(5, 4)} end as dst_ip,
      case when ${pick(6, 5)} > 0 then 80 + ${pick(7, 9)} end as dst_port,
      case when ${pick(8, 4)} > 0 then '/page/' || ${pick(9, 12)} end as uri,
      case when ${pick(10, 3)} > 0 then 200 + 101 * ${pick(11, 4)} end as response_code,
      ${pick(12, 100_000)} as bytes_in
    from range(3000)`);
  return { ...empty, records: 3_000 };
}
