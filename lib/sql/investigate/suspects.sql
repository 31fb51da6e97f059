-- Which sources have three or more odd records of one kind (table source_activity, made from activity.sql)?
select * from source_activity
where greatest(at_rare_ports, at_rare_destinations, unauthorized, not_found, refused, failing, large_answers) >= 3
order by records desc, src_ip
