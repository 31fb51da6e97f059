-- What did each client do, or all clients of a network (/24, /48), of an owner or of a country together?
-- $roll_up: client, network, owner or country. $row_limit: how many, those with the most bytes first.
-- A window is $window_seconds long; addresses is made by enrichAddresses; record_scores holds a detector's scores.
with by_source as (
  select src_ip, max(src_ip_country_code) as recorded, cast(count(*) as double) as records,
    sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out,
    min(creation_time) as first_seen, max(coalesce(end_time, creation_time)) as last_seen,
    cast(count(response_code) as double) as answered,
    cast(sum(case when response_code >= 400 then 1 else 0 end) as double) as errors
  from traffic group by src_ip
), described as (
  select by_source.*, coalesce(recorded, addresses.country) as country, addresses.asn, addresses.owner, addresses.known,
    case (select roll_up from parameters) when 'client' then src_ip
      when 'country' then coalesce(recorded, addresses.country)
      when 'owner' then coalesce(addresses.owner, 'AS' || cast(addresses.asn as varchar))
      when 'network' then case when strpos(src_ip, ':') = 0
        then split_part(src_ip, '.', 1) || '.' || split_part(src_ip, '.', 2) || '.' || split_part(src_ip, '.', 3) || '.0/24'
        else coalesce(nullif(split_part(split_part(src_ip, '::', 1), ':', 1), ''), '0') || ':'
          || coalesce(nullif(split_part(split_part(src_ip, '::', 1), ':', 2), ''), '0') || ':'
          || coalesce(nullif(split_part(split_part(src_ip, '::', 1), ':', 3), ''), '0') || '::/48' end end as who
  from by_source left join addresses on addresses.ip = by_source.src_ip
), grouped as (
  select coalesce(who, '(unknown)') as who, cast(count(*) as integer) as clients,
    case when min(country) = max(country) then min(country) end as country,
    case when min(owner) = max(owner) then min(owner) end as owner,
    case when min(known) = max(known) then min(known) end as known,
    cast(count(known) as integer) as known_clients,
    cast(sum(records) as integer) as records, sum(bytes_in) as bytes_in, sum(bytes_out) as bytes_out,
    sum(records) / sum(sum(records)) over () as record_share,
    (sum(coalesce(bytes_in, 0)) + sum(coalesce(bytes_out, 0)))
      / nullif(sum(sum(coalesce(bytes_in, 0)) + sum(coalesce(bytes_out, 0))) over (), 0) as byte_share,
    sum(errors) / nullif(sum(answered), 0) as error_share,
    min(first_seen) as first_seen, max(last_seen) as last_seen
  from described group by coalesce(who, '(unknown)')
), chosen as (
  select * from grouped
  order by coalesce(bytes_in, 0) + coalesce(bytes_out, 0) desc, records desc, who limit (select row_limit from parameters)
), theirs as (
  select described.who, t.row_id, t.dst_port, t.dst_ip, t.uri,
    floor(date_diff('second', timestamp '1970-01-01 00:00:00', t.creation_time)
      / cast((select window_seconds from parameters) as double)) as started
  from traffic as t
  join (select src_ip, coalesce(who, '(unknown)') as who from described) as described on described.src_ip = t.src_ip
  join chosen on chosen.who = described.who
), counted as (
  select who, cast(count(distinct started) as integer) as windows_active,
    cast(count(distinct dst_port) as integer) as ports, cast(count(distinct dst_ip) as integer) as destinations,
    cast(count(distinct uri) as integer) as uris, max(cast(score as double)) as highest_score,
    avg(cast(score as double)) as mean_score
  from theirs left join record_scores on record_scores.row_id = theirs.row_id group by who
)
select chosen.*, windows_active, ports, destinations, uris, highest_score, mean_score
from chosen join counted on counted.who = chosen.who
order by coalesce(bytes_in, 0) + coalesce(bytes_out, 0) desc, records desc, chosen.who
