-- Names that DuckDB has and Trino lacks, so that one text runs on both; macros.sql is the other way round. Of these, a query
-- gets those that it uses (lib/engine/trino/trino-dialect.ts).
--
-- What is told apart by a hash in DuckDB, because that is quicker there, is told apart by itself here: of two values the
-- first is an address, which has no space, and the second may be absent.
function hash(value varchar) returns varchar return value,
function hash(value varchar, more varchar) returns varchar return value || coalesce(' ' || more, ''),
function hash(value varchar, more integer) returns varchar return value || coalesce(' ' || cast(more as varchar), ''),
-- Only the characters are asked for: there is no separator.
function string_split(value varchar, separator varchar) returns array(varchar) return regexp_extract_all(value, '(?s).'),
-- In bits, as DuckDB counts it.
function list_entropy(list array(varchar)) returns double
  return reduce(map_values(array_histogram(list)), 0e0,
    (sum, n) -> sum - n * log2(cast(n as double) / cardinality(list)) / cardinality(list), sum -> sum),
function len(list array(varchar)) returns bigint return cardinality(list),
-- Trino's own sequence counts down where there is nothing to count.
function generate_series(first bigint, last bigint) returns array(bigint)
  return if(first > last, cast(array[] as array(bigint)), sequence(first, last))
