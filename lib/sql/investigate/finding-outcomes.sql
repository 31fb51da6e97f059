-- How were the requests of each finding answered (table finding_requests, made from finding-requests.sql), and did any succeed?
-- unusual: answers 200 to 299 whose size is far from what others get for that method and path (one and a half times, and 200 bytes);
-- where nobody else gets any, far from what most answers of the finding have, for requests that match rules or where others get at
-- least 20 such answers elsewhere, at most 5 % of them for paths that only one gets; the site's start is no guess. compared: answers
-- 200 to 299 that others get too, or that are alike. example_*: the one with the largest size.
with attempts as (
  select finding, row_id, src_ip, part, path, method, response_code, bytes_out from finding_requests where path is not null
), good as (
  select * from attempts where response_code between 200 and 299
), others as (
  select split_part(t.uri, '?', 1) as path, upper(t.method) as method, count(*) as answers, min(cast(bytes_out as double)) as smallest,
    max(cast(bytes_out as double)) as largest
  from traffic as t
  left join (select src_ip from finding_clients union select src_ip from finding_requests) as accused on accused.src_ip = t.src_ip
  where accused.src_ip is null and t.uri is not null and t.response_code between 200 and 299
    and split_part(t.uri, '?', 1) in (select path from good)
  group by 1, 2
), paths as (
  select split_part(t.uri, '?', 1) as path, count(*) as answers, min(t.src_ip) as first_client, max(t.src_ip) as last_client from traffic as t
  left join (select src_ip from finding_clients union select src_ip from finding_requests) as accused on accused.src_ip = t.src_ip
  where accused.src_ip is null and t.uri is not null and t.response_code between 200 and 299 group by 1
), everyone as (
  select coalesce(sum(answers), 0) as answers, coalesce(sum(case when first_client = last_client then answers else 0 end), 0) as alone from paths
), sizes as (
  select finding, floor(20 * ln(1 + bytes_out)) as size, count(*) as answers from attempts where bytes_out is not null group by 1, 2
), totals as (
  select finding, count(*) as attempts, sum(case when response_code between 200 and 299 then 1 else 0 end) as answered,
    sum(case when response_code between 300 and 399 then 1 else 0 end) as redirected,
    sum(case when response_code between 400 and 499 then 1 else 0 end) as refused,
    sum(case when response_code >= 500 then 1 else 0 end) as failed
  from attempts group by finding
), compared_answers as (
  select good.*, case
      when others.answers > 0 and good.bytes_out is not null
        then case when good.bytes_out > 15e-1 * others.largest + 200 or 15e-1 * good.bytes_out + 200 < others.smallest then 1 else 0 end
      when others.answers > 0 then 0
      when sizes.answers >= 3 and sizes.answers >= 3e-1 * totals.attempts then 0
      when good.part not in ('matched', 'rule')
        and (everyone.answers < 20 or everyone.alone > 5e-2 * everyone.answers or replace(good.path, '/', '') = '') then 0
      else 1 end as unusual,
    case when others.answers > 0 or sizes.answers >= 3 then 1 else 0 end as compared, others.smallest, others.largest
  from good cross join everyone join totals on totals.finding = good.finding
  left join others on others.path = good.path and coalesce(others.method, '') = coalesce(good.method, '')
  left join sizes on sizes.finding = good.finding and sizes.size = floor(20 * ln(1 + good.bytes_out))
), comparisons as (
  select finding, sum(compared) as compared from compared_answers group by finding
), placed as (
  select *, row_number() over (partition by finding order by bytes_out desc nulls last, row_id) as place from compared_answers where unusual = 1
), unusual as (
  select finding, count(*) as answers, max(case when place = 1 then path end) as path, max(case when place = 1 then bytes_out end) as bytes,
    max(case when place = 1 then smallest end) as smallest, max(case when place = 1 then largest end) as largest
  from placed group by finding
)
select totals.finding, cast(attempts as integer) as attempts, cast(answered as integer) as answered, cast(redirected as integer) as redirected,
  cast(refused as integer) as refused, cast(failed as integer) as failed, cast(coalesce(unusual.answers, 0) as integer) as unusual,
  cast(coalesce(compared, 0) as integer) as compared,
  unusual.path as example_path, unusual.bytes as example_bytes, unusual.smallest as usual_smallest, unusual.largest as usual_largest
from totals left join unusual on unusual.finding = totals.finding left join comparisons on comparisons.finding = totals.finding
order by totals.finding
