-- Which requests does each finding count? The table finding_clients says of which clients (with the path where only one counts), from
-- which second of the epoch to which, and which part: those that match rules, that no link led to (without a referer, or
-- answered 403 or 404, and not what browsers request by themselves), that post data or have a query, that failed (500 to 599), or all.
-- Where it names a rule, it counts the records that match this rule, of that client or of all (null): those without a request have no path.
select f.finding, t.row_id, t.src_ip, f.part, split_part(t.uri, '?', 1) as path, upper(t.method) as method, t.response_code,
  cast(t.bytes_out as double) as bytes_out, t.user_agent, t.creation_time
from finding_clients as f
join traffic as t on t.src_ip = f.src_ip
left join (select distinct row_id from rule_matches) as matched on matched.row_id = t.row_id
where f.rule is null and t.uri is not null
  and date_diff('second', timestamp '1970-01-01 00:00:00', t.creation_time) between f.first_second and f.last_second
  and (f.path is null or f.path = split_part(t.uri, '?', 1))
  and case f.part when 'matched' then matched.row_id is not null 
    when 'unlinked' then (t.referer is null or t.response_code in (403, 404)) and not is_automatic(t.uri) when 'failed' then t.response_code >= 500
    when 'posted' then upper(t.method) in ('POST', 'PUT', 'PATCH') when 'queried' then strpos(t.uri, '?') > 0 else true end
union all
select f.finding, t.row_id, t.src_ip, f.part, split_part(t.uri, '?', 1) as path, upper(t.method) as method, t.response_code,
  cast(t.bytes_out as double) as bytes_out, t.user_agent, t.creation_time
from (select distinct row_id, rule from rule_matches) as matched
join traffic as t on t.row_id = matched.row_id
join finding_clients as f on f.rule = matched.rule and (f.src_ip is null or f.src_ip = t.src_ip)
