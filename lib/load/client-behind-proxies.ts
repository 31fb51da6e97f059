import { addressRange } from './address-range.js';

/**
 * SQL for the client's address where the peer is a proxy that the analyst trusts: the last address in
 * X-Forwarded-For that is no trusted proxy, since everything before it was written by whoever sent the request.
 *
 * @param proxies addresses or CIDRs of trusted proxies
 * @throws an InputError when one is neither
 */
export function clientSql(proxies: readonly string[]): string {
  const ranges = proxies.map(addressRange);
  const trusted = (ip: string) =>
    `(${ranges.map(({ from, to }) => `ip_key(${ip}) between '${from}' and '${to}'`).join(' or ')})`;
  const hops = `list_transform(list_reverse(string_split(forwarded_for, ',')), lambda hop: address(hop))`;
  return `case when address(src_ip) is not null and ${trusted('address(src_ip)')} and forwarded_for is not null
    then coalesce(list_filter(${hops}, lambda hop: hop is null or not ${trusted('hop')})[1], src_ip) else src_ip end`;
}
