-- Which requests did each source send, how often (needs the columns uri and user_agent, which some logs have)?
select src_ip, uri, user_agent, cast(count(*) as integer) as records,
  cast(sum(case when response_code between 200 and 299 then 1 else 0 end) as integer) as succeeded,
  min(creation_time) as first_seen, max(coalesce(end_time, creation_time)) as last_seen
from traffic
where uri is not null or user_agent is not null
group by src_ip, uri, user_agent
order by src_ip, uri, user_agent
