-- Which texts were sent? The records of masked traffic with the original texts and addresses, which the table sent_texts has by mask.
select t.row_id, coalesce(m.sent, t.method) as method, coalesce(h.sent, t.host) as host, t.response_code, coalesce(s.sent, t.src_ip) as src_ip,
  coalesce(d.sent, t.dst_ip) as dst_ip, t.dst_port, t.creation_time, coalesce(u.sent, t.uri) as uri,
  coalesce(a.sent, t.user_agent) as user_agent, coalesce(r.sent, t.referer) as referer
from traffic as t
left join sent_texts as m on m.content = t.method
left join sent_texts as h on h.content = t.host
left join sent_texts as s on s.content = t.src_ip
left join sent_texts as d on d.content = t.dst_ip
left join sent_texts as u on u.content = t.uri
left join sent_texts as a on a.content = t.user_agent
left join sent_texts as r on r.content = t.referer
