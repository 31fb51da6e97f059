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
function has_text(value varchar, part varchar) returns boolean return (strpos(value, part) > 0),
function ends_with(value varchar, ending varchar) returns boolean
  return (length(value) >= length(ending) and substr(value, length(value) - length(ending) + 1) = ending),
-- As lib/load/address-macros.ts: 32 hexadecimal digits, IPv4 as mapped IPv6.
function ip_key(address varchar) returns varchar return lower(to_hex(cast(try_cast(address as ipaddress) as varbinary))),
-- Names of both engines (macros.sql).
function is_crawler(agent varchar) returns boolean return coalesce(regexp_like(lower(agent),
  'bot\b|bot/|bot-|crawl|spider|slurp|archiver|feed|rss|facebookexternalhit|mediapartners'), false),
function is_automatic(uri varchar) returns boolean return coalesce(regexp_like(lower(uri),
  '^/([^?]*/)?(favicon[^/]*|apple-touch-icon[^/]*|browserconfig\.xml|robots\.txt|(app-)?ads\.txt|humans\.txt|sitemap[^/]*|site\.webmanifest|manifest\.json|sw\.js|feed/?|rss(\.xml)?|crossdomain\.xml)(\?|$)|\.(jpe?g|png|gif|webp|avif|svg|ico|css|map|woff2?|ttf|eot|otf|mp4|webm|mp3)(\?|$)|^/\.well-known/(apple-app-site-association|assetlinks\.json|security\.txt|change-password|traffic-advice|acme-challenge|dnt-policy)'), false)
