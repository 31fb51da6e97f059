-- Names that Trino has and DuckDB lacks, so that one text runs on both.
create or replace temp macro regexp_like(value, pattern) as regexp_matches(value, pattern);
create or replace temp macro to_unixtime(moment) as epoch(moment);
create or replace temp macro day_of_week(moment) as isodow(moment);
create or replace temp macro approx_distinct(value) as approx_count_distinct(value);
