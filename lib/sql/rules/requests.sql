-- What do request rules test? One row a record, with each text of its request as sent, in lower case (_lower), decoded (_decoded),
-- and in lower case and decoded, one after the other, where the two differ (_both); texts_both has a line or two of each text.
--
-- sent_traffic has the records with their texts as sent. rule_texts has decoded texts by column (field) and content: those
-- that are not there, and those that are null there, are the content in lower case. possible has the numbers of rules that a text may
-- match, and possible_rules those of all texts of a request, with commas between them.
with parts as (
  select t.row_id, t.method, t.host, t.response_code, t.src_ip, t.dst_ip, t.dst_port, t.creation_time,
    t.uri, lower(t.uri) as uri_lower, u.decoded as uri_other,
    split_part(t.uri, '?', 1) as path, lower(split_part(t.uri, '?', 1)) as path_lower, u.path_decoded as path_other,
    case when strpos(t.uri, '?') > 0 then substr(t.uri, strpos(t.uri, '?') + 1) end as query,
    case when strpos(t.uri, '?') > 0 then lower(substr(t.uri, strpos(t.uri, '?') + 1)) end as query_lower, u.query_decoded as query_other,
    t.user_agent, lower(t.user_agent) as user_agent_lower, a.decoded as user_agent_other,
    t.referer, lower(t.referer) as referer_lower, r.decoded as referer_other,
    nullif(concat_ws(',', u.possible, a.possible, r.possible, h.possible, m.possible), '') as possible_rules
  from sent_traffic as t
  left join (select * from rule_texts where field = 'uri') as u on u.content = t.uri
  left join (select * from rule_texts where field = 'user_agent') as a on a.content = t.user_agent
  left join (select * from rule_texts where field = 'referer') as r on r.content = t.referer
  left join (select * from rule_texts where field = 'host') as h on h.content = t.host
  left join (select * from rule_texts where field = 'method') as m on m.content = t.method
), requests_of_parts as (
  select row_id, method, host, response_code, src_ip, dst_ip, dst_port, creation_time, possible_rules,
    uri, uri_lower, coalesce(uri_other, uri_lower) as uri_decoded,
    case when uri_other is null then uri_lower else uri_lower || chr(10) || uri_other end as uri_both,
    path, path_lower, coalesce(path_other, path_lower) as path_decoded,
    case when path_other is null then path_lower else path_lower || chr(10) || path_other end as path_both,
    query, query_lower, coalesce(query_other, query_lower) as query_decoded,
    case when query_other is null then query_lower else query_lower || chr(10) || query_other end as query_both,
    user_agent, user_agent_lower, coalesce(user_agent_other, user_agent_lower) as user_agent_decoded,
    case when user_agent_other is null then user_agent_lower else user_agent_lower || chr(10) || user_agent_other end as user_agent_both,
    referer, referer_lower, coalesce(referer_other, referer_lower) as referer_decoded,
    case when referer_other is null then referer_lower else referer_lower || chr(10) || referer_other end as referer_both
  from parts
)
select *, concat_ws(chr(10), uri_both, user_agent_both, referer_both, lower(host), lower(method)) as texts_both
from requests_of_parts
