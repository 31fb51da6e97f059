import ipaddr from 'ipaddr.js';

/**
 * Names the network of an address: its /24 (IPv4) or /48 (IPv6), within which addresses tend to have one owner.
 *
 * @throws when the text is no address
 *
 * @example
 * networkOf('65.49.1.17'); // '65.49.1.0/24'
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) throw new Error(`“${address}” is not an IP address, so it has no network.`);
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4'
    ? `${ipaddr.IPv4.networkAddressFromCIDR(`${parsed}/24`)}/24`
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/48`)}/48`;
}
