import type { Engine } from '../../engine/engine.js';

/**
 * What stands after `from` for the records of a page: traffic with `country`, that of the record or else the
 * registry's of its source's address, `by_registry` (1 where it is the registry's, else 0), which knows none
 * before `enrichAddresses`, and `matched_rules`.
 *
 * @param matched table of `withMatchedRules`
 */
export async function pageRecords(engine: Engine, matched: string): Promise<string> {
  const addresses = (await engine.hasTable('addresses'))
    ? 'addresses'
    : '(select cast(null as varchar) as ip, cast(null as varchar) as country)';
  return `(select traffic.*, coalesce(src_ip_country_code, registry.country) as country,
    cast(src_ip_country_code is null and registry.country is not null as integer) as by_registry, matched_rules
    from traffic left join ${addresses} as registry on registry.ip = traffic.src_ip
    left join ${matched} as matched on matched.row_id = traffic.row_id) as page_records`;
}
