import ipaddr from 'ipaddr.js';
import { inputError } from '../text/input-error.js';

/** The addresses of a CIDR as a range of `ip_key`, both ends included. */
export interface AddressRange {
  readonly from: string;
  readonly to: string;
}

/**
 * Gives the range of a CIDR or of a single address; IPv4 and IPv6 share one order.
 *
 * @throws an InputError when it is neither
 *
 * @example
 * addressRange('10.0.0.0/8').from; // '00000000000000000000ffff0a000000'
 */
export function addressRange(cidr: string): AddressRange {
  const text = cidr.trim();
  try {
    const isRange = text.includes('/');
    const [address, bits] = isRange
      ? ipaddr.parseCIDR(text)
      : [ipaddr.parse(text), text.includes(':') ? 128 : 32];
    const ipv4 = address instanceof ipaddr.IPv4;
    const bytes = ipv4 ? address.toIPv4MappedAddress().toByteArray() : address.toByteArray();
    const key = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
    const host = (1n << BigInt((ipv4 ? 32 : 128) - bits)) - 1n;
    const hex = (value: bigint) => value.toString(16).padStart(32, '0');
    return { from: hex(key & ~host), to: hex(key | host) };
  } catch {
    throw inputError(`"${text}" is neither an IP address nor a CIDR such as 10.0.0.0/8; fix or remove it.`);
  }
}
