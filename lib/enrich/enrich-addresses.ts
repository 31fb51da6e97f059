import { alpha2ToAlpha3, getName, registerLocale } from 'i18n-iso-countries';
import english from 'i18n-iso-countries/langs/en.json';
import { copyTable } from '../engine/copy-table.js';
import type { DuckDBEngine } from '../engine/duckdb-engine.js';
import type { Engine, Table } from '../engine/engine.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { ADDRESS_MACROS } from '../load/address-macros.js';
import { addressRange } from '../load/address-range.js';
import { maskedText } from '../load/redact/redact.js';
import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { checkOptions } from '../text/check-options.js';
import { nearbyRanges } from './nearby-ranges.js';
import { countryRanges, knownNetworks, ownerRanges, specialNetworks } from './network-tables.js';
import type { ListedAddress } from './parse-address-list.js';
import { withUnmasked } from './with-unmasked.js';

registerLocale(english);

/** Kinds of known networks, the most specific first: VPN lists contain single addresses of all kinds. */
const KINDS = `['scanner', 'gateway', 'crawler', 'monitor', 'cdn', 'cloud', 'vpn']`;

/** All client addresses, each with the country in its records. */
const CLIENTS = 'select src_ip as ip, max(src_ip_country_code) as country from traffic group by src_ip';

/** Columns that are uploaded to a remote engine; its queries need `ip_key` only for addresses on a list. */
const UPLOADED_COLUMNS = `select ip, case when known_kind is not null then ip_key end as ip_key, special, country, country_name,
  country_iso3, country_from, asn, owner, known_kind, known, verdict, comment from addresses`;

/** Options of `enrichAddresses`. */
export interface EnrichAddressesOptions extends LongOperation {
  /**
   * Entries of your own lists. They take precedence over public lists; narrower ranges take precedence over
   * wider ones, and deny over allow. Default: none.
   */
  readonly lists?: readonly ListedAddress[];
  /** Time at which entries with an earlier expiry are ignored. Default: now. */
  readonly now?: Date;
}

/**
 * Creates the table `addresses` with one row per client address, from offline data. Run it again to use other
 * lists.
 *
 * Columns: `ip`, `ip_key` (sortable), `special` (private, documentation …), `country`, `country_name`,
 * `country_iso3` and `country_from` (`record`, or `registry` where no record names a country), `asn`,
 * `owner`, `known_kind` and `known` (all matching lists: `listed as scanner (shodan-scanning) on DATE`),
 * `verdict` (`allow`, `deny` or null) and `comment` of your own lists.
 *
 * Country and owner are indicative: registries and routing tables say who announces a range, not where a
 * client is, and they change. The table `traffic` does not change. Name the data sources (`ADDRESS_SOURCES`)
 * wherever you show owners or countries. An address on a public list is not an attacker: a scanner may be
 * welcome, and an attack may come from a cloud.
 *
 * For traffic on a remote engine, the addresses are downloaded, looked up locally, and the table is uploaded.
 *
 * @param traffic traffic from `openTraffic`
 * @param options `lists`: entries of your own lists; `now`; `signal`; `onProgress`
 * @throws the reason of `signal` when it is aborted, within about a second; an earlier table `addresses`
 *   stays
 *
 * @example
 * await enrichAddresses(traffic, { lists: parseAddressList('192.0.2.0/24, ours', 'allow') });
 * await traffic.engine.query('select t.*, a.owner from traffic t join addresses a on a.ip = t.src_ip');
 */
export async function enrichAddresses(traffic: Traffic, options: EnrichAddressesOptions = {}): Promise<void> {
  checkOptions('enrichAddresses', options, ['lists', 'now', 'signal', 'onProgress']);
  const { engine, records } = traffic;
  await engine.during({ note: 'addresses', records, ...pickOperation(options) }, (within) =>
    within.withLocal(async (local) => {
      const seen = await createSeenTable(within, local);
      try {
        const [counted] = await local.query<{ sources: number }>(
          `select cast(count(*) as integer) as sources from ${seen.name}`,
        );
        const { signal } = options;
        await local.during({ records: counted!.sources, ...(signal && { signal }) }, () =>
          createAddresses(local, options),
        );
      } finally {
        await seen.drop();
      }
      await within.importTable(local, 'addresses', 'ip', UPLOADED_COLUMNS);
    }),
  );
}

/**
 * Creates the table `seen` of all client addresses: `ip`, `ip_key`, and the `country` in the records, or
 * null.
 */
async function createSeenTable(from: Engine, local: DuckDBEngine): Promise<Table> {
  const clients = await copyTable(from, local, CLIENTS);
  // Local traffic has the keys already.
  const hasKeys = await local.hasTable('ip_keys');
  if (!hasKeys) await local.connection.run(ADDRESS_MACROS);
  try {
    return await local.createTable(
      hasKeys
        ? `select ip, ip_key, country from ip_keys join ${clients.name} using (ip)`
        : `select ip, ip_key(ip) as ip_key, country from ${clients.name} where ip is not null`,
      { name: 'seen' },
    );
  } finally {
    await clients.drop();
  }
}

/** Looks up the addresses of the table `seen`. */
async function createAddresses(local: DuckDBEngine, options: EnrichAddressesOptions): Promise<void> {
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
  const nearby = (ranges: string) => nearbyRanges(ranges, 'seen', 'ip_key');
  const [countries, owners, networks] = [
    await countryRanges(connection),
    nearby(await ownerRanges(connection)),
    nearby(await knownNetworks(connection)),
  ];
  const codes = await local.query<{ code: string }>(
    `select distinct country as code from (select country from seen union select country from (${countries})) where country is not null`,
  );
  const names = codes.map(({ code }) => {
    const iso3 = alpha2ToAlpha3(code);
    return `(${quoteLiteral(code)}, ${quoteLiteral(getName(code, 'en') ?? code)}, ${iso3 === undefined ? 'null' : quoteLiteral(iso3)})`;
  });
  const ownRanges = lists.map(({ cidr, verdict, comment }) => {
    const { from, to } = addressRange(cidr);
    return `('${from}', '${to}', '${verdict}', ${quoteLiteral(masked ? maskedText(comment) : comment)})`;
  });
  const within = (a: string) => `s.ip_key between ${a}.low_key and ${a}.high_key`;
  await connection.run(`create or replace table addresses as
    with special as (select s.ip, max(r.name) as special from seen s join (${specialNetworks()}) r on ${within('r')} group by s.ip),
    known as (select s.ip, first(k.kind order by list_position(${KINDS}, k.kind), k.bits desc) as known_kind,
        string_agg('listed as ' || k.kind || ' (' || k.list || ')' || case when k.listed_on = '' or k.listed_on is null then '' else ' on ' || k.listed_on end,
          '; ' order by list_position(${KINDS}, k.kind), k.bits desc) as known
      from seen s join (${networks}) k on ${within('k')} group by s.ip),
    own(low_key, high_key, verdict, comment) as (values ${ownRanges.length > 0 ? ownRanges.join(', ') : '(null, null, null, null)'}),
    verdicts as (select s.ip, first(o.verdict order by o.low_key desc, o.high_key, o.verdict desc) as verdict,
        first(o.comment order by o.low_key desc, o.high_key, o.verdict desc) as comment
      from seen s join own o on ${within('o')} group by s.ip),
    placed as (select s.*, case when s.ip_key <= c.high_key then c.country end as registered
      from seen s asof left join (${nearby(countries)}) c on s.ip_key >= c.low_key),
    owned as (select s.*, case when s.ip_key <= o.high_key then o.asn end as asn, case when s.ip_key <= o.high_key then o.owner end as owner
      from placed s asof left join (${owners}) o on s.ip_key >= o.low_key),
    names(code, country_name, country_iso3) as (values ${names.join(', ')})
    select s.ip, s.ip_key, special, coalesce(s.country, s.registered) as country, country_name, country_iso3,
      case when s.country is not null then 'record' when s.registered is not null then 'registry' end as country_from,
      asn, owner, known_kind, known, verdict, comment
    from owned s left join special using (ip) left join known using (ip) left join verdicts using (ip)
      left join names on code = coalesce(s.country, s.registered)
    order by s.ip_key`);
  if (masked) await connection.run('update addresses set ip_key = ip_key(ip)');
}
