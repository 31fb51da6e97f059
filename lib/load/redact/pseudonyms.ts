import { createHmac } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { canonicalAddress, decodeAddresses, maskAddresses } from './mask-addresses.js';

/** Masks for values: equal values have equal masks, and without the key a mask does not reveal its value. */
export interface Pseudonyms {
  /** The mask of an address in canonical form; it is an address of a reserved range and keeps neighbours together. */
  readonly address: (ip: string) => string;
  /** A text with its addresses, and the values of its queries, masked; `text` is the kind if left out. */
  readonly text: (text: string, kind?: TextKind) => string;
  /** Sorts values in an order that says nothing about them. */
  readonly shuffled: (values: readonly string[]) => string[];
}

/** What kind of text it is: the values of a URL's query reach to its end, a user agent has versions of products. */
export type TextKind = 'url' | 'agent' | 'text';

const QUERY = { url: /\?[^#]*/g, agent: /\?[^\s"'<>#]*/g, text: /\?[^\s"'<>#]*/g };
/** Networks that fit into 240.0.0.0/4. */
const MAX_PSEUDONYMS = 2 ** 20;

const hex = (n: number) => n.toString(16);

/**
 * Makes masks under a key. An IPv4 address becomes one of 240.0.0.0/4 (reserved, RFC 1112), an IPv6 address one of
 * 3fff::/20 (documentation, RFC 9637); addresses of one /24 or /48 stay in one, so that what is said of networks
 * still holds. Numbers are assigned in the order in which addresses are masked: mask the known ones in `shuffled` order.
 * A value of a query becomes `~` and ten digits of its HMAC-SHA-256, or the mask of the address that it is.
 *
 * @param key secret bytes, 32 of them
 *
 * @example
 * const { address } = createPseudonyms(randomBytes(32));
 * address('198.51.100.7'); // '240.0.0.1'
 */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  const known = new Map<string, string>();
  /** Those that were asked for by themselves: a text that seems to hold one does hold it. */
  const ofTraffic = new Set<string>();
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
      if (n < MAX_PSEUDONYMS) return `${240 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.${host & 255}`;
    }
    const [n, host] = placed(6, networkOf6(ip), ip);
    return `3fff:${hex(Math.floor(n / 0xffff) + 1)}:${hex((n % 0xffff) + 1)}::${host > 0xffff ? `${hex(host >>> 16)}:` : ''}${hex(host & 0xffff)}`;
  }

  function address(ip: string): string {
    const mask = known.get(ip) ?? written(ip);
    known.set(ip, mask);
    return mask;
  }

  const masking = {
    isKnown: (ip: string) => ofTraffic.has(ip),
    address,
    word: (word: string) => token(word),
  };
  const agentMasking = { ...masking, versions: true };

  const token = (text: string) => `~${digest(text).slice(0, 10)}`;

  function value(text: string): string {
    if (text === '' || text === '[masked]') return text;
    const bare = decodeAddresses(text).replace(/^\[|\]$/g, '');
    const ip = /^[\d.]{7,15}$|:.*:/.test(bare) ? canonicalAddress(bare) : undefined;
    return ip === undefined ? token(text) : address(ip);
  }

  const query = (text: string) =>
    text.replace(
      /([?&;])([^&;=]*)(=?)([^&;]*)/g,
      (_, before: string, name: string, equals: string, content: string) =>
        equals === ''
          ? `${before}${value(name)}`
          : `${before}${maskAddresses(name, masking)}=${value(content)}`,
    );

  return {
    address: (ip) => {
      ofTraffic.add(ip);
      return address(ip);
    },
    text: (text, kind = 'text') =>
      // From one query to the next, so that masks are not masked again.
      inParts(text, QUERY[kind], query, (between) =>
        maskAddresses(between, kind === 'agent' ? agentMasking : masking),
      ),
    shuffled: (values) =>
      values
        .map((one) => [digest(one), one] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, one]) => one),
  };
}

/** A text of which what matches is replaced in one way, and what stands between in another. */
function inParts(
  text: string,
  pattern: RegExp,
  matched: (part: string) => string,
  between: (part: string) => string,
): string {
  let from = 0;
  let out = '';
  for (const match of text.matchAll(pattern)) {
    const at = match.index ?? 0;
    out += between(text.slice(from, at)) + matched(match[0]);
    from = at + match[0].length;
  }
  return out + between(text.slice(from));
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
