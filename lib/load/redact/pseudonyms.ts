import { createHmac } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

/** Gives masks: the same for the same value, and of no use to who has not got the key and the values. */
export interface Pseudonyms {
  /** The mask of an address in canonical form; it is an address of a reserved range and keeps neighbours together. */
  readonly address: (ip: string) => string;
  /** A text with its addresses, and the values of its queries, masked. */
  readonly text: (text: string) => string;
  /** Sorts values in an order that says nothing about them. */
  readonly shuffled: (values: readonly string[]) => string[];
}

const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g;
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/gi;
const QUERY = /\?[^\s"'<>#]*/g;
/** Networks that fit into 240.0.0.0/4. */
const MOST = 2 ** 20;

const hex = (n: number) => n.toString(16);

/**
 * Makes masks under a key. An IPv4 address becomes one of 240.0.0.0/4 (reserved, RFC 1112), an IPv6 address one of
 * 3fff::/20 (documentation, RFC 9637); addresses of one /24 or /48 stay in one, so that what is said of networks
 * still holds. Numbers are given in the order in which addresses come: bring those that are known in `shuffled` order.
 * A value of a query becomes `~` and ten digits of its HMAC-SHA-256.
 *
 * @param key secret bytes, 32 of them
 *
 * @example
 * const { address } = createPseudonyms(randomBytes(32));
 * address('198.51.100.7'); // '240.0.0.1'
 */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  const known = new Map<string, string>();
  const networks = new Map<string, { readonly place: number; readonly hosts: Map<string, number> }>();
  const counts = { 4: 0, 6: 0 };
  const digest = (value: string) => createHmac('sha256', key).update(value).digest('hex');

  /** The number of a network among those of its kind, and of the address in it, from 1. */
  function placed(kind: 4 | 6, network: string, ip: string): readonly [number, number] {
    let entry = networks.get(network);
    if (entry === undefined) {
      entry = { place: counts[kind]++, hosts: new Map() };
      networks.set(network, entry);
    }
    const host = entry.hosts.get(ip) ?? entry.hosts.size + 1;
    entry.hosts.set(ip, host);
    return [entry.place, host];
  }

  function written(ip: string): string {
    if (isIPv4(ip)) {
      const [n, host] = placed(4, ip.slice(0, ip.lastIndexOf('.')), ip);
      // 256 hosts of a network are numbered 1 to 256; the last one takes the 0.
      if (n < MOST) return `${240 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.${host & 255}`;
    }
    const [n, host] = placed(6, networkOf6(ip), ip);
    return `3fff:${hex(Math.floor(n / 0xffff) + 1)}:${hex((n % 0xffff) + 1)}::${host > 0xffff ? `${hex(host >>> 16)}:` : ''}${hex(host & 0xffff)}`;
  }

  function address(ip: string): string {
    const mask = known.get(ip) ?? written(ip);
    known.set(ip, mask);
    return mask;
  }

  const value = (text: string) =>
    text === '' || text === '[masked]' ? text : `~${digest(text).slice(0, 10)}`;

  const query = (text: string) =>
    text.replace(
      /([?&;])([^&;=]*)(=?)([^&;]*)/g,
      (_, before: string, name: string, is: string, given: string) =>
        is === '' ? `${before}${value(name)}` : `${before}${name}=${value(given)}`,
    );

  return {
    address,
    text: (text) =>
      text
        .replace(QUERY, query)
        .replace(IPV4, (ip) => address(ip))
        .replace(IPV6, (ip) => (isIPv6(ip) ? address(ip.toLowerCase()) : ip)),
    shuffled: (values) =>
      values
        .map((one) => [digest(one), one] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, one]) => one),
  };
}

/** The first 48 bits of an IPv6 address as text. */
function networkOf6(ip: string): string {
  const [left = '', right] = ip.split('::');
  const groups = left.split(':');
  const rest = right === undefined ? 0 : 8 - groups.length - right.split(':').length;
  const all =
    right === undefined
      ? groups
      : [...groups, ...Array<string>(Math.max(0, rest)).fill('0'), ...right.split(':')];
  return all.slice(0, 3).join(':');
}
