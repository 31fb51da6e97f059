-- Which clients post to log-in forms, how often, and what else do they request?
-- $rules: numbers of the rules that are log-in forms in rule_matches, with commas around each. busiest: log-ins in the ten minutes with
-- the most of them; records: all requests of the client, and near_records those from its first log-in to its last.
with logins as (
  select distinct t.row_id, t.src_ip, split_part(t.uri, '?', 1) as path, t.creation_time,
    floor(date_diff('second', timestamp '1970-01-01 00:00:00', t.creation_time) / 600e0) as started
  from traffic as t join rule_matches as m on m.row_id = t.row_id
  where strpos((select rules from parameters), ',' || cast(m.rule as varchar) || ',') > 0
), windows as (
  select src_ip, path, started, count(*) as logins, min(creation_time) as first_seen, max(creation_time) as last_seen
  from logins group by src_ip, path, started
), forms as (
  select src_ip, path, sum(logins) as logins, max(logins) as busiest, min(first_seen) as first_seen, max(last_seen) as last_seen
  from windows group by src_ip, path
), spans as (
  select src_ip, min(first_seen) as first_seen, max(last_seen) as last_seen from forms group by src_ip
), everything as (
  select t.src_ip, count(*) as records,
    sum(case when t.creation_time between spans.first_seen and spans.last_seen then 1 else 0 end) as near_records
  from traffic as t join spans on spans.src_ip = t.src_ip group by t.src_ip
)
select forms.src_ip, path, cast(logins as integer) as logins, cast(busiest as integer) as busiest, first_seen, last_seen,
  cast(records as integer) as records, cast(near_records as integer) as near_records
from forms join everything on everything.src_ip = forms.src_ip
order by logins desc, forms.src_ip, path
