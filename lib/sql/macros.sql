-- Names that Trino has and DuckDB lacks, so that one text runs on both. Where they silently differ, the questions say it in
-- another way: date_diff('second', …), which counts begun seconds in DuckDB and whole ones in Trino, is asked of times cut
-- to seconds.
create or replace temp macro regexp_like(value, pattern) as regexp_matches(value, pattern);
create or replace temp macro to_unixtime(moment) as epoch(moment);
create or replace temp macro day_of_week(moment) as isodow(moment);
create or replace temp macro approx_distinct(value) as approx_count_distinct(value);
-- Bytes of a text, for a hash of them.
create or replace temp macro to_utf8(value) as value;
create or replace temp macro array_join(list, separator) as array_to_string(list, separator);
-- Whether a text contains another.
create or replace temp macro has_text(value, part) as contains(value, part);
-- Names of both engines (trino/functions.sql): whether an agent declares a crawler, and whether browsers and crawlers request such
-- a uri by themselves or for a page: icons, robots.txt, pictures, fonts and styles.
create or replace temp macro is_crawler(agent) as coalesce(regexp_matches(lower(agent),
  'bot\b|bot/|bot-|crawl|spider|slurp|archiver|feed|rss|facebookexternalhit|mediapartners'), false);
create or replace temp macro is_automatic(uri) as coalesce(regexp_matches(lower(uri),
  '^/([^?]*/)?(favicon[^/]*|apple-touch-icon[^/]*|browserconfig\.xml|robots\.txt|(app-)?ads\.txt|humans\.txt|sitemap[^/]*|site\.webmanifest|manifest\.json|sw\.js|feed/?|rss(\.xml)?|crossdomain\.xml)(\?|$)|\.(jpe?g|png|gif|webp|avif|svg|ico|css|map|woff2?|ttf|eot|otf|mp4|webm|mp3)(\?|$)|^/\.well-known/(apple-app-site-association|assetlinks\.json|security\.txt|change-password|traffic-advice|acme-challenge|dnt-policy)'), false);
