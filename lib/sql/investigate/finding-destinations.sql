-- Which servers and ports do the records of each finding's clients in its time (table finding_spans) have? The $row_limit of each
-- with the most records; names: how many different ones there are.
with found as (
  select f.finding, t.dst_ip, t.dst_port from finding_spans as f join traffic as t on t.src_ip = f.src_ip
  where date_diff('second', timestamp '1970-01-01 00:00:00', t.creation_time) between f.first_second and f.last_second
), named as (
  select finding, 'server' as what, dst_ip as name, count(*) as records from found where dst_ip is not null group by finding, dst_ip
  union all
  select finding, 'port' as what, cast(dst_port as varchar) as name, count(*) as records from found where dst_port is not null
  group by finding, dst_port
), ranked as (
  select *, row_number() over (partition by finding, what order by records desc, name) as place,
    count(*) over (partition by finding, what) as names
  from named
)
select finding, what, name, cast(records as integer) as records, cast(names as integer) as names from ranked
where place <= (select row_limit from parameters) order by finding, what, place
