-- Which clients sent which requests, of a sample of clients where there are many? One row a client and request.
--
-- Clients come in the order of a hash that every engine computes alike, as long as they have at most 2,000,000 records (50,000
-- count of one client) and at most 200,000 requests of 20,000,000 characters; of one client at most 5,000 requests, again in
-- the order of their hashes. Of a request the first 8,000 characters: no server reads more (RFC 9110, 4.1).
with clients as (
  select src_ip, md5(to_utf8(src_ip)) as client_hash, least(count(*), 50000) as n
  from traffic
  where uri <> '' and src_ip is not null
  group by src_ip
),
chosen as (
  select src_ip, client_hash
  from (select src_ip, client_hash, sum(n) over (order by client_hash, src_ip) - n as before from clients) as counted
  where before < 2000000
),
requests as (
  select src_ip, client_hash, substr(uri, 1, 8000) as uri
  from traffic join chosen using (src_ip)
  where uri <> ''
  group by 1, 2, 3
),
numbered as (
  select src_ip, client_hash, uri, row_number() over (partition by src_ip order by md5(to_utf8(uri)), uri) as nth
  from requests
),
drawn as (
  select src_ip, client_hash, uri, nth from numbered where nth <= 5000
  order by client_hash, src_ip, nth limit 200000
),
measured as (
  select src_ip, uri, sum(length(uri)) over (order by client_hash, src_ip, nth) as characters from drawn
)
select src_ip, uri from measured where characters <= 20000000
