-- Which requests that carry a signature did each source send, how often?
-- The table signed_requests says which do: field (uri, user_agent; login: a uri that counts when posted to) and content.
select src_ip, uri, user_agent, method, cast(count(*) as integer) as records,
  cast(sum(case when response_code between 200 and 299 then 1 else 0 end) as integer) as succeeded,
  min(creation_time) as first_seen, max(coalesce(end_time, creation_time)) as last_seen
from traffic
where uri in (select content from signed_requests where field = 'uri')
  or user_agent in (select content from signed_requests where field = 'user_agent')
  or (upper(method) = 'POST' and uri in (select content from signed_requests where field = 'login'))
group by src_ip, uri, user_agent, method
order by src_ip, uri, user_agent, method
