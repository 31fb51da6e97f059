-- Which different requests are there, and who do the clients say they are?
select distinct 'uri' as field, uri as content from traffic where uri is not null
union all
select distinct 'user_agent', user_agent from traffic where user_agent is not null
