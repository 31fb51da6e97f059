import { ADDRESS_SOURCES } from '../enrich/address-sources.js';
import type { Traffic } from '../load/traffic.js';
import { formatCount } from '../text/format-count.js';
import { visible } from '../text/visible.js';

/**
 * Says what looking addresses up offline added, and whose data that is; nothing where `enrichAddresses` was not run.
 *
 * @example
 * await enrichAddresses(traffic);
 * console.log((await addressFacts(traffic)).join('\n'));
 */
export async function addressFacts(traffic: Traffic): Promise<readonly string[]> {
  if (!(await traffic.engine.hasTable('addresses'))) return [];
  const [filled] = await traffic.engine.query<{
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
    ...(filled!.records > 0
      ? [
          `country taken from the registries for ${formatCount(filled!.registry, 'source')} in ${formatCount(filled!.records, 'record')} that name none`,
        ]
      : []),
    ...special.map((row) => `${visible(row.special, 60)}: ${formatCount(row.sources, 'source')}`),
    ADDRESS_SOURCES,
  ];
}
