import { ADDRESS_SOURCES } from '../enrich/address-sources.js';
import type { Traffic } from '../load/traffic.js';
import { formatCount } from '../text/format-count.js';
import { visible } from '../text/visible.js';

/**
 * Describes what `enrichAddresses` added, and the origin of its data; empty if it did not run.
 *
 * @example
 * await enrichAddresses(traffic);
 * console.log((await addressFacts(traffic)).join('\n'));
 */
export async function addressFacts(traffic: Traffic): Promise<readonly string[]> {
  if (!(await traffic.engine.hasTable('addresses'))) return [];
  const [byRegistry] = await traffic.engine.query<{
    registry: number;
    records: number;
  }>(`select cast(count(distinct ip) as integer) as registry, cast(count(*) as integer) as records
     from traffic join addresses on ip = src_ip where country_from = 'registry' and src_ip_country_code is null`);
  const special = await traffic.engine.query<{
    special: string;
    sources: number;
  }>(`select special, cast(count(*) as integer) as sources from addresses where special is not null
     group by special order by sources desc, special`);
  return [
    ...(byRegistry!.records > 0
      ? [
          `country taken from the registries for ${formatCount(byRegistry!.registry, 'source')} in ${formatCount(byRegistry!.records, 'record')} that name none`,
        ]
      : []),
    ...special.map((row) => `${visible(row.special, 60)}: ${formatCount(row.sources, 'source')}`),
    ADDRESS_SOURCES,
  ];
}
