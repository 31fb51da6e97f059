import ipaddr from 'ipaddr.js';

/** Characters of addresses that a URL may hold percent-encoded, once or more often (RFC 3986, 2.3). */
const ENCODED = /%(?:25)*([2-7][0-9a-f])/gi;
/** An escape that stays, then what may be an IPv6 address, a chain of numbers with dots, or with dashes. */
const MAYBE =
  /%(?:25)*[0-9a-f]{2}|(?:[0-9a-f]{0,4}:){2,}(?:\d+(?:\.\d+){3}(?![.\d])|[0-9a-f]{0,4})|\d+(?:\.\d+){3,}|\d+([-_])\d+(?:\1\d+){2,}/gi;
/** More groups than these are no address; hostile ones are not tried one by one. */
const GROUPS = 16;

/** How addresses in a text are masked. */
export interface AddressMasking {
  /** Whether an address in canonical form is one of the traffic. */
  readonly isKnown: (ip: string) => boolean;
  /** The mask of an address in canonical form. */
  readonly address: (ip: string) => string;
  /** Whether `Name/1.2.3.4` is a version of a product, as in a user agent, unless the traffic has such an address. */
  readonly versions?: boolean;
}

/** An address in its one canonical form (RFC 5952, IPv4-mapped ones as IPv4); undefined where it is none. */
export function canonicalAddress(text: string): string | undefined {
  if (!text.includes(':')) {
    const parts = text.split('.').map(Number);
    return parts.length === 4 && parts.every((part) => part <= 255) ? parts.join('.') : undefined;
  }
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const parsed = ipaddr.process(text);
  return parsed.kind() === 'ipv4' ? parsed.toString() : (parsed as ipaddr.IPv6).toRFC5952String();
}

/** A text with what addresses consist of decoded, however often it was encoded; other escapes stay. */
export const decodeAddresses = (text: string): string =>
  text.replace(ENCODED, (whole, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[\w.:[\]-]/.test(character) ? character : whole;
  });

/**
 * Masks the IPv4 and IPv6 addresses in a text, also those that are percent-encoded, in brackets, with a port, with
 * leading zeros, inside other numbers where the traffic has them, or with dashes as in names of hosts.
 *
 * @returns the text itself where it has none
 * @example
 * maskAddresses('/to/198%2E51%2E100%2E7', { isKnown: () => false, address: () => '240.0.0.1' }); // '/to/240.0.0.1'
 */
export function maskAddresses(text: string, { isKnown, address, versions }: AddressMasking): string {
  const decoded = text.includes('%') ? decodeAddresses(text) : text;
  // Most texts have none, which a tenth of the work shows.
  if (!/\d[._-]\d|:.*:/s.test(decoded)) return text;
  let hasAddress = false;
  const mask = (ip: string) => {
    hasAddress = true;
    return address(ip);
  };

  /** Four numbers are an address; of more, or with dashes, those are that the traffic has. */
  function maskNumbers(chain: string, separator: string, knownOnly: boolean): string {
    const parts = chain.split(separator);
    const masked: string[] = [];
    for (let i = 0; i < parts.length; ) {
      const four = parts.slice(i, i + 4);
      const ip = four.length === 4 ? canonicalAddress(four.join('.')) : undefined;
      const taken = ip !== undefined && (isKnown(ip) || (!knownOnly && parts.length === 4));
      masked.push(taken ? mask(ip).replaceAll('.', separator) : parts[i]!);
      i += taken ? 4 : 1;
    }
    return masked.join(separator);
  }

  /** The longest run of groups that is an address; what is no hexadecimal number may adhere to known ones only. */
  function maskGroups(token: string, before: string, after: string): string {
    const groups = token.split(':');
    if (groups.length > GROUPS) {
      const half = groups.length >> 1;
      return `${maskGroups(groups.slice(0, half).join(':'), before, ':')}:${maskGroups(groups.slice(half).join(':'), ':', after)}`;
    }
    for (let length = groups.length; length > 2; length--)
      for (let from = 0; from + length <= groups.length; from++) {
        const ip = canonicalAddress(groups.slice(from, from + length).join(':'));
        if (ip === undefined) continue;
        const adheres =
          (from === 0 && /\w/.test(before)) || (from + length === groups.length && /\w/.test(after));
        // `::` is an address, but more often something else.
        if ((adheres || ip === '::') && !isKnown(ip)) continue;
        const head = groups.slice(0, from).map((group) => `${group}:`);
        const tail = groups.slice(from + length).map((group) => `:${group}`);
        return head.join('') + mask(ip) + tail.join('');
      }
    return groups.map((group) => (group.includes('.') ? maskNumbers(group, '.', false) : group)).join(':');
  }

  const masked = decoded.replace(MAYBE, (token: string, dash: string | undefined, at: number) => {
    if (token.startsWith('%')) return token;
    if (dash) return maskNumbers(token, dash, true);
    const escaped = /%[0-9a-f]{2}$/i.test(decoded.slice(Math.max(0, at - 3), at));
    const before = escaped ? '' : (decoded[at - 1] ?? '');
    if (token.includes(':')) return maskGroups(token, before, decoded[at + token.length] ?? '');
    const product = versions === true && /[a-z][\w.-]*\/v?$/i.test(decoded.slice(Math.max(0, at - 40), at));
    return maskNumbers(token, '.', product);
  });
  return hasAddress ? masked : text;
}
