-- Where do answers of an overloaded server (429, 503) pile up in time, and which sources are there?
-- Two such answers of one server belong together when at most 10 s (and, where the sensor has fixed windows, a window)
-- lie between them. An outage piles up too: a flood shows as many more records a second than the server usually has,
-- or as windows with more bytes_in than 99 % of the server's records ("busy"). Piles of under 4 answers are left out.
-- A source that had no such answer is listed when it came with the pile: 2 or more records there, and hardly elsewhere.
with lengths as (
  select dst_ip, date_diff('second', creation_time, end_time) as seconds, cast(count(*) as double) as records
  from traffic group by 1, 2
), ranked as (
  select dst_ip, seconds, records, sum(records) over (partition by dst_ip) as all_records,
    row_number() over (partition by dst_ip order by records desc, seconds) as place
  from lengths
), sizes as (
  select dst_ip, floor(20 * ln(1 + bytes_in)) as step, cast(count(*) as double) as records
  from traffic where bytes_in > 0 group by 1, 2
), cumulated as (
  select dst_ip, step, sum(records) over (partition by dst_ip order by step) as until,
    sum(records) over (partition by dst_ip) as records
  from sizes
), busy as (
  select dst_ip, exp((min(case when until >= 99e-2 * records then step end) + 1) / 20e0) as busy_bytes
  from cumulated group by dst_ip
), servers as (
  select ranked.dst_ip, busy_bytes, 10 + case when records >= 95e-2 * all_records then coalesce(seconds, 0) else 0 end as most_step,
    all_records / greatest(1, date_diff('second', (select min(creation_time) from traffic), (select max(creation_time) from traffic))) as rate
  from ranked join busy on busy.dst_ip = ranked.dst_ip where place = 1
), refusals as (
  select t.src_ip, t.dst_ip, t.creation_time, t.row_id, most_step, rate,
    case when bytes_in > busy_bytes then 1 else 0 end as busy,
    date_diff('second', lag(creation_time) over (partition by t.dst_ip order by creation_time, row_id), creation_time) as step
  from traffic as t join servers on servers.dst_ip = t.dst_ip
  where response_code in (429, 503)
), numbered as (
  select *, sum(case when step is null or step > most_step then 1 else 0 end)
    over (partition by dst_ip order by creation_time, row_id) as pile
  from refusals
), piles as (
  select dst_ip, pile, cast(count(*) as double) as refusals, cast(sum(busy) as double) as busy_refusals,
    min(creation_time) as first_seen, max(creation_time) as last_seen, max(most_step) as most_step, max(rate) as rate
  from numbered group by dst_ip, pile having count(*) >= 4
), inside as (
  select p.dst_ip, p.pile, p.refusals as pile_refusals, p.busy_refusals as pile_busy_refusals,
    p.first_seen, p.last_seen, p.most_step, p.rate,
    t.src_ip, cast(count(*) as integer) as records,
    cast(sum(case when t.response_code in (429, 503) then 1 else 0 end) as integer) as refusals
  from piles as p join traffic as t on t.dst_ip = p.dst_ip
    and t.creation_time >= p.first_seen - 1e0 * interval '10' second and t.creation_time <= p.last_seen + 1e0 * interval '10' second
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9
), elsewhere as (
  select src_ip, cast(count(*) as integer) as all_records from traffic
  where src_ip in (select src_ip from inside) group by src_ip
)
select inside.dst_ip, cast(pile as integer) as pile, inside.src_ip, records, refusals, all_records, first_seen, last_seen,
  pile_refusals, pile_busy_refusals,
  cast(sum(records) over (partition by inside.dst_ip, pile) as double) as pile_records,
  cast(rate as double) as usual_rate,
  cast(date_diff('second', first_seen, last_seen) + most_step as double) as pile_seconds
from inside join elsewhere on elsewhere.src_ip = inside.src_ip
where refusals > 0 or (records >= 2 and records >= 8e-1 * all_records)
order by inside.dst_ip, pile, refusals desc, inside.src_ip
