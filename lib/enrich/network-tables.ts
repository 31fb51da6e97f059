import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { MAPPED } from '../load/address-macros.js';
import { addressRange } from '../load/address-range.js';
import { cachedRanges } from './cached-ranges.js';
import { specialRanges } from './special-ranges.js';

/** Returns SQL for the disjoint ranges of a package's IPv4 and IPv6 tables, with the keys of both ends. */
function ranges(connection: DuckDBConnection, name: string, columns: string): Promise<string> {
  const packageFile = require.resolve(`@ip-location-db/${name}/package.json`);
  const read = (file: string, type: string) =>
    `read_csv(${quotePath(path.join(path.dirname(packageFile), file))}, header = false, auto_detect = false, delim = ',',
      quote = '"', escape = '"', columns = {'low': '${type}', 'high': '${type}', ${columns}})`;
  const key = (number: string, width: number) => `lpad(lower(to_hex(${number})), ${width}, '0')`;
  const select = `select '${MAPPED}' || ${key('low', 8)} as low_key, '${MAPPED}' || ${key('high', 8)} as high_key, * exclude (low, high)
      from ${read(`${name}-ipv4-num.csv`, 'BIGINT')}
    union all select ${key('low', 32)}, ${key('high', 32)}, * exclude (low, high)
      from ${read(`${name}-ipv6-num.csv`, 'UHUGEINT')}`;
  return cachedRanges(connection, name, packageFile, select);
}

/**
 * Countries by address, from the registries: npm `@ip-location-db/geo-whois-asn-country` (CC0; its NRO part
 * CC BY 4.0, attribution: nro.net).
 */
export const countryRanges = (connection: DuckDBConnection): Promise<string> =>
  ranges(connection, 'geo-whois-asn-country', `'country': 'VARCHAR'`);

/**
 * Network owners by address: npm `@ip-location-db/asn` (CC BY 4.0, attribution: RouteViews, DB-IP, nro.net).
 */
export const ownerRanges = (connection: DuckDBConnection): Promise<string> =>
  ranges(connection, 'asn', `'asn': 'BIGINT', 'owner': 'VARCHAR'`);

/**
 * Clouds, CDNs, gateways, VPNs, crawlers and scanners; made by make-known-networks.py from MISP's warning
 * lists.
 */
export function knownNetworks(connection: DuckDBConnection): Promise<string> {
  const file = path.join(__dirname, 'known-networks.csv.gz');
  const select = `select low_key, substr(low_key, 1, bits // 4)
      || case when bits % 4 = 0 then '' else printf('%x', cast('0x' || low_key[bits // 4 + 1] as integer) | (15 >> (bits % 4))) end
      || repeat('f', cast(32 - (bits + 3) // 4 as bigint)) as high_key, bits, kind, list, listed_on
    from (select ip_key(split_part(cidr, '/', 1)) as low_key,
        cast(split_part(cidr, '/', 2) as integer) + case when contains(cidr, ':') then 0 else 96 end as bits, kind, list, listed_on
      from read_csv(${quotePath(file)}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        columns = {'cidr': 'VARCHAR', 'kind': 'VARCHAR', 'list': 'VARCHAR', 'listed_on': 'VARCHAR'}, compression = 'gzip'))`;
  return cachedRanges(connection, 'known-networks', file, select);
}

/** Private, reserved and documentation ranges. */
export function specialNetworks(): string {
  const rows = specialRanges.map(([cidr, name]) => {
    const { from, to } = addressRange(cidr);
    return `('${from}', '${to}', ${quoteLiteral(name)})`;
  });
  return `select * from (values ${rows.join(', ')}) as special(low_key, high_key, name)`;
}
