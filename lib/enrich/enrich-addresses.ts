import { alpha2ToAlpha3, getName, registerLocale } from 'i18n-iso-countries';
import english from 'i18n-iso-countries/langs/en.json';
import { copyTable } from '../engine/copy-table.js';
import type { DuckDBEngine } from '../engine/duckdb-engine.js';
import type { Engine, Table } from '../engine/engine.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { ADDRESS_MACROS } from '../load/address-macros.js';
import { addressRange } from '../load/address-range.js';
import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { countryRanges, knownNetworks, ownerRanges, specialNetworks } from './network-tables.js';
import type { ListedAddress } from './parse-address-list.js';
import { rangesNear } from './ranges-near.js';
import { withUnmasked } from './with-unmasked.js';

registerLocale(english);

/** Kinds by how much they say: a VPN list holds single addresses of everything and everybody. */
const KINDS = `['scanner', 'gateway', 'crawler', 'monitor', 'cdn', 'cloud', 'vpn']`;

/** The different sources, each with the country that its records say. */
const SOURCES = 'select src_ip as ip, max(src_ip_country_code) as country from traffic group by src_ip';

/** What an engine elsewhere is given: `ip_key` only of sources that are on a list, since nothing else is asked by it. */
const NEEDED = `select ip, case when known_kind is not null then ip_key end as ip_key, special, country, country_name,
  country_iso3, country_from, asn, owner, known_kind, known, verdict, comment from addresses`;

/** What is taken into account beside the public lists. */
export interface EnrichOptions extends LongOperation {
  /** The analyst's own entries; they go before every public list, the narrower before the wider, deny before allow. */
  readonly lists?: readonly ListedAddress[];
  /** Entries that expired by then do not count; now when left out. */
  readonly now?: Date;
}

/**
 * Makes the table `addresses` out of the traffic: one row a source address, offline. Columns: `ip`, `ip_key` (sortable),
 * `special` (private, documentation …), `country`, `country_name`, `country_iso3` and `country_from` (`record`, or
 * `registry` where no record says one), `asn`, `owner`, `known_kind` and `memoized` (`listed as scanner (shodan-scanning) on
 * DATE`, all that match), `verdict` (`allow`, `deny` or null) and `comment` of the analyst's lists. May be run again at
 * any time, with other lists.
 *
 * Country and owner are indicative: registries and routing say who announces a range, not where a sender sits, and
 * they change. `traffic` itself stays as recorded; `country_from` tells what was filled in. Who shows owners or countries
 * names their sources (`ADDRESS_SOURCES`).
 *
 * Of traffic that stays elsewhere the different sources are fetched, looked up here, and the table is given to that engine.
 *
 * Being listed is not a judgement: a scanner may be welcome and a cloud may attack.
 *
 * @throws the signal's reason when stopped, which takes about a second and leaves an earlier `addresses` as it was
 *
 * @example
 * await enrichAddresses(traffic, { lists: parseAddressList('192.0.2.0/24, ours', 'allow') });
 * await traffic.engine.query('select t.*, a.owner from traffic t join addresses a on a.ip = t.src_ip');
 */
export async function enrichAddresses(traffic: Traffic, options: EnrichOptions = {}): Promise<void> {
  const { engine, records } = traffic;
  await engine.during({ note: 'addresses', records, ...pickOperation(options) }, (within) =>
    within.withLocal(async (local) => {
      const seen = await seenTable(within, local);
      try {
        const [found] = await local.query<{ sources: number }>(
          `select cast(count(*) as integer) as sources from ${seen.name}`,
        );
        const { signal } = options;
        await local.during({ records: found!.sources, ...(signal && { signal }) }, () =>
          makeAddresses(local, options),
        );
      } finally {
        await seen.drop();
      }
      await within.importTable(local, 'addresses', 'ip', NEEDED);
    }),
  );
}

/** Makes the table `seen` of the different sources: `ip`, `ip_key`, and `country` where a record says one. */
async function seenTable(from: Engine, local: DuckDBEngine): Promise<Table> {
  const sources = await copyTable(from, local, SOURCES);
  // Whoever has loaded the records has computed the keys.
  const known = await local.hasTable('ip_keys');
  if (!known) await local.connection.run(ADDRESS_MACROS);
  try {
    return await local.createTable(
      known
        ? `select ip, ip_key, country from ip_keys join ${sources.name} using (ip)`
        : `select ip, ip_key(ip) as ip_key, country from ${sources.name} where ip is not null`,
      { name: 'seen' },
    );
  } finally {
    await sources.drop();
  }
}

/** Looks up what the table `seen` has: `ip`, `ip_key`, and `country` where a record says one. */
async function makeAddresses(local: DuckDBEngine, options: EnrichOptions): Promise<void> {
  const { connection } = local;
  const today = (options.now ?? new Date()).toISOString().slice(0, 10);
  const lists = (options.lists ?? []).filter(({ expires }) => expires === null || expires > today);
  const masked = await withUnmasked(local, async (unmasked) => {
    if (unmasked !== null)
      await connection.run(
        `update seen set ip_key = ip_key(address) from ${unmasked} u where u.ip = seen.ip`,
      );
    return unmasked !== null;
  });
  const near = (ranges: string) => rangesNear(ranges, 'seen', 'ip_key');
  const [countries, owners, networks] = [
    await countryRanges(connection),
    near(await ownerRanges(connection)),
    near(await knownNetworks(connection)),
  ];
  const codes = await local.query<{ code: string }>(
    `select distinct country as code from (select country from seen union select country from (${countries})) where country is not null`,
  );
  const names = codes.map(({ code }) => {
    const iso3 = alpha2ToAlpha3(code);
    return `(${quoteLiteral(code)}, ${quoteLiteral(getName(code, 'en') ?? code)}, ${iso3 === undefined ? 'null' : quoteLiteral(iso3)})`;
  });
  const own = lists.map(({ cidr, verdict, comment }) => {
    const { from, to } = addressRange(cidr);
    return `('${from}', '${to}', '${verdict}', ${quoteLiteral(comment)})`;
  });
  const within = (a: string) => `s.ip_key between ${a}.low_key and ${a}.high_key`;
  await connection.run(`create or replace table addresses as
    with special as (select s.ip, max(r.name) as special from seen s join (${specialNetworks()}) r on ${within('r')} group by s.ip),
    known as (select s.ip, first(k.kind order by list_position(${KINDS}, k.kind), k.bits desc) as known_kind,
        string_agg('listed as ' || k.kind || ' (' || k.list || ')' || case when k.listed_on = '' or k.listed_on is null then '' else ' on ' || k.listed_on end,
          '; ' order by list_position(${KINDS}, k.kind), k.bits desc) as known
      from seen s join (${networks}) k on ${within('k')} group by s.ip),
    own(low_key, high_key, verdict, comment) as (values ${own.length > 0 ? own.join(', ') : '(null, null, null, null)'}),
    judged as (select s.ip, first(o.verdict order by o.low_key desc, o.high_key, o.verdict desc) as verdict,
        first(o.comment order by o.low_key desc, o.high_key, o.verdict desc) as comment
      from seen s join own o on ${within('o')} group by s.ip),
    placed as (select s.*, case when s.ip_key <= c.high_key then c.country end as registered
      from seen s asof left join (${near(countries)}) c on s.ip_key >= c.low_key),
    owned as (select s.*, case when s.ip_key <= o.high_key then o.asn end as asn, case when s.ip_key <= o.high_key then o.owner end as owner
      from placed s asof left join (${owners}) o on s.ip_key >= o.low_key),
    names(code, country_name, country_iso3) as (values ${names.join(', ')})
    select s.ip, s.ip_key, special, coalesce(s.country, s.registered) as country, country_name, country_iso3,
      case when s.country is not null then 'record' when s.registered is not null then 'registry' end as country_from,
      asn, owner, known_kind, known, verdict, comment
    from owned s left join special using (ip) left join known using (ip) left join judged using (ip)
      left join names on code = coalesce(s.country, s.registered)
    order by s.ip_key`);
  if (masked) await connection.run('update addresses set ip_key = ip_key(ip)');
}
