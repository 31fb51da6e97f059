-- Which lists, owners, clients and findings do the flagged records (table flagged_records) belong to? One row for the largest group of
-- each, with how many of them it has; addresses has owners and lists, accused_clients the clients of findings.
with flagged as (
  select t.src_ip, count(*) as records from flagged_records as f join traffic as t on t.row_id = f.row_id group by t.src_ip
), named as (
  select flagged.src_ip, flagged.records, a.owner, a.known_kind, split_part(a.known, '; ', 1) as list,
    case when accused.src_ip is not null then 1 else 0 end as is_accused
  from flagged left join addresses as a on a.ip = flagged.src_ip
  left join (select distinct src_ip from accused_clients) as accused on accused.src_ip = flagged.src_ip
), groups as (
  select 'list' as what, known_kind as name, sum(records) as records, min(list) as first_list, max(list) as last_list
  from named where known_kind in ('gateway', 'scanner', 'crawler', 'monitor', 'cdn') group by known_kind
  union all
  select 'client' as what, src_ip as name, sum(records) as records, null as first_list, null as last_list from named group by src_ip
  union all
  select 'owner' as what, owner as name, sum(records) as records, null as first_list, null as last_list
  from named where owner is not null group by owner
  union all
  select 'accused' as what, '' as name, sum(records) as records, null as first_list, null as last_list from named where is_accused = 1
), ranked as (
  select *, row_number() over (partition by what order by records desc, name) as place from groups where records > 0
)
select what, name, cast(records as integer) as records, first_list, last_list from ranked where place = 1 order by what
