-- Names that DuckDB has and Trino lacks, so that one text runs on both; macros.sql is the other way round. Of these, a query
-- gets those that it uses (lib/engine/trino/trino-dialect.ts).
--
-- What is told apart by a hash in DuckDB, because that is quicker there, is told apart by itself here: of two values the
-- first is an address, which has no space, and the second may be absent.
function hash(value varchar) returns varchar return value,
function hash(value varchar, more varchar) returns varchar return value || coalesce(' ' || more, ''),
function hash(value varchar, more integer) returns varchar return value || coalesce(' ' || cast(more as varchar), ''),
function len(list array(varchar)) returns bigint return cardinality(list),
-- Trino's own sequence counts down where there is nothing to count.
function generate_series(first bigint, last bigint) returns array(bigint)
  return if(first > last, cast(array[] as array(bigint)), sequence(first, last)),
function has_text(value varchar, part varchar) returns boolean return strpos(value, part) > 0,
function ends_with(value varchar, ending varchar) returns boolean
  return length(value) >= length(ending) and substr(value, length(value) - length(ending) + 1) = ending,
-- As lib/load/address-macros.ts: 32 hexadecimal digits, IPv4 as mapped IPv6.
function ip_key(address varchar) returns varchar return lower(to_hex(cast(try_cast(address as ipaddress) as varbinary)))
