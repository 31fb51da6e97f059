-- Which different texts do requests have?
select content
from (
  select uri as content from sent_traffic
  union select user_agent from sent_traffic
  union select referer from sent_traffic
  union select host from sent_traffic
  union select method from sent_traffic
) as texts
where content <> ''
