import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { BASE64_OF_ADDRESS, maskEncodedWords } from './encoded-words.js';
import { ENCODED, normalText } from './normal-text.js';
import { addressesOf, fillsRest, longNumberIpv6, singleNumberForms } from './number-forms.js';

/** Whether a text may hold an address in any form: what every form has, as a regular expression for RE2 and JavaScript. */
export const MAY_HOLD_ADDRESS = [
  String.raw`[0-9][._-][0-9]|:[0-9a-fA-F]{0,4}:|0[xX][0-9a-fA-F]|[0-9a-fA-F]{7}|--|__|(?:[0-9a-fA-F]{1,4}[-_]){7}|(?:[0-9a-fA-F]\.){4}`,
  ENCODED,
  BASE64_OF_ADDRESS,
].join('|');
const MAY_HOLD = new RegExp(MAY_HOLD_ADDRESS);

/** Characters of addresses that a URL may hold percent-encoded, once or more often (RFC 3986, 2.3). */
const PERCENT = /%(?:25)*([2-7][0-9a-f])/gi;
/** An escape that stays: its digits belong to no address. */
const ESCAPE = '%(?:25)*[0-9a-f]{2}';
const pattern = (address: string) => new RegExp(`${ESCAPE}|${address}`, 'gi');
const NIBBLES = pattern(String.raw`(?:[0-9a-f]\.){31,}[0-9a-f](?![0-9a-f])`);
const COLONS = pattern(String.raw`(?:[0-9a-f]{0,4}:){2,}(?:\d+(?:\.\d+){3}(?![.\d])|[0-9a-f]{0,4})`);
const DOTTED = pattern(String.raw`(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))+`);
const DASHED_GROUPS = pattern(
  String.raw`(?<![0-9a-f])[0-9a-f]{0,4}([-_])[0-9a-f]{0,4}(?:\1[0-9a-f]{0,4})+(?![0-9a-f])`,
);
const DASHED = pattern(String.raw`\d+([-_])\d+(?:\1\d+){2,}`);
const NUMBER = pattern('0x[0-9a-f]{7,}|[0-9a-f]{8,}');
const IPV6_LITERAL = /^(?:s\w+)?\.ipv6-literal\.net/i;
/** Groups of the longest address as text, of which one at an end may be empty. */
const MAX_GROUPS = 9;

/** How addresses in a text are masked. */
export interface AddressMasking {
  /** Whether an address in canonical form is one of the traffic. */
  readonly isKnown: (ip: string) => boolean;
  /** The mask of an address in canonical form. */
  readonly address: (ip: string) => string;
  /** The mask of a word that is an encoded text with an address; `[masked]` where left out. */
  readonly word?: (word: string) => string;
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
  text.replace(PERCENT, (whole, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[\w.:[\]-]/.test(character) ? character : whole;
  });

/**
 * Masks the IPv4 and IPv6 addresses in a text, in whatever form (`normalText` and `maskForms` have them all). Dotted
 * and colon forms are masked always, a form that may be something else where the traffic has the address.
 *
 * @returns the text itself where it has none; where an address only shows in the normal text, that with masks
 * @example
 * maskAddresses('/to/198%2E51%2E100%2E7', { isKnown: () => false, address: () => '240.0.0.1' }); // '/to/240.0.0.1'
 */
export function maskAddresses(text: string, masking: AddressMasking): string {
  if (!MAY_HOLD.test(text)) return text;
  const masks: string[] = [];
  const hide = (mask: string) => {
    masks.push(mask);
    return placeholder(masks.length - 1);
  };
  const decoded = (text.includes('%') ? decodeAddresses(text) : text).replace(PLACEHOLDER, '\ufffd');
  const masked = maskForms(decoded, masking, hide);
  const direct = masks.length;
  const normal = normalText(masked);
  // Whoever encodes a text so often has something to hide.
  if (normal === undefined) return (masking.word ?? (() => '[masked]'))(text);
  const again = normal === masked ? masked : maskForms(normal, masking, hide);
  if (masks.length === 0) return text;
  return (masks.length > direct ? again : masked).replace(
    MASK,
    (_, digits: string) => masks[indexOf(digits)]!,
  );
}

/** Characters that no text has (Unicode reserves them for such a use) stand for masks, so that none is masked again. */
const PLACEHOLDER = /[\ufdd0-\ufdef]/g;
const MASK = /\ufdd0([\ufde0-\ufde9]+)\ufdd1/g;
const placeholder = (index: number) =>
  `\ufdd0${Array.from(String(index), (digit) => String.fromCharCode(0xfde0 + Number(digit))).join('')}\ufdd1`;
const indexOf = (digits: string) =>
  Number(Array.from(digits, (digit) => digit.charCodeAt(0) - 0xfde0).join(''));

/** Masks all forms of addresses in a text that is not encoded as a whole; `hide` gives what stands for a mask. */
function maskForms(text: string, masking: AddressMasking, hide: (mask: string) => string): string {
  const { isKnown, address, versions } = masking;
  const holds = (decoded: string) => {
    let found = false;
    const note = (ip: string) => {
      // Short ones are in any bytes.
      found ||= isKnown(ip) || ip.length > 8 || !ip.includes(':');
      return ip;
    };
    maskPlainForms(decoded, { isKnown, address: note }, (mask) => mask);
    return found;
  };
  const word = masking.word ?? (() => '[masked]');
  const words = maskEncodedWords(text, holds, (one) => hide(word(one)));
  return maskPlainForms(words, { isKnown, address, ...(versions && { versions }) }, hide);
}

function maskPlainForms(
  text: string,
  { isKnown, address, versions }: AddressMasking,
  hide: (mask: string) => string,
): string {
  /** What stands for the mask of an address, written in the form that the address has. */
  const mask = (ip: string, write: (mask: string) => string = (one) => one) => hide(write(address(ip)));
  const each = (form: RegExp, replace: (token: string, at: number, all: string) => string) => (now: string) =>
    now.replace(form, (token: string, ...rest: unknown[]) =>
      token.startsWith('%') ? token : replace(token, rest.at(-2) as number, rest.at(-1) as string),
    );

  /** 32 nibbles from the last to the first, as under ip6.arpa. */
  const nibbles = each(NIBBLES, (token, at, all) => {
    const parts = token.split('.');
    const isName = /^\.ip6\.(?:arpa|int)/i.test(all.slice(at + token.length, at + token.length + 10));
    const out: string[] = [];
    for (let i = 0; i < parts.length; ) {
      const ip = i + 32 <= parts.length && ipv6OfNibbles(parts.slice(i, i + 32));
      const taken = ip && (isKnown(ip) || (isName && i + 32 === parts.length));
      out.push(taken ? mask(ip, nibblesOf) : parts[i]!);
      i += taken ? 32 : 1;
    }
    return out.join('.');
  });

  /** Groups between colons or dashes: addresses of the traffic first, then whatever is one, from left to right. */
  function maskGroups(token: string, separator: string, at: number, all: string): string {
    const groups = token.split(separator);
    const [before = '', after = ''] = [all[at - 1], all[at + token.length]];
    const escaped = /%[0-9a-f]{2}$/i.test(all.slice(Math.max(0, at - 3), at));
    const knownOnly =
      separator !== ':' && !IPV6_LITERAL.test(all.slice(at + token.length, at + token.length + 60));
    /** The address in the most groups from one on, and how many those are. */
    function longest(from: number, end: number, known: boolean): readonly [string, number] | undefined {
      for (let length = Math.min(MAX_GROUPS, end - from); length > 2; length--) {
        const text = groups.slice(from, from + length).join(':');
        if (length !== 8 && !text.includes('::') && !text.includes('.')) continue;
        const ip = canonicalAddress(text);
        if (ip === undefined) continue;
        // What is no hexadecimal number may adhere to known ones only; `::` is more often something else.
        const adheres =
          (from === 0 && !escaped && /[a-z\d]/i.test(before)) ||
          (from + length === groups.length && separator === ':' && /[a-z\d]/i.test(after));
        if (known || adheres || ip === '::' ? isKnown(ip) : true) return [ip, length];
      }
      return undefined;
    }
    function masked(from: number, end: number, known: boolean): readonly string[] {
      const out: string[] = [];
      let rest = from;
      for (let i = from; i < end; ) {
        const found = longest(i, end, known);
        if (found === undefined) {
          i++;
          continue;
        }
        out.push(...others(rest, i, known));
        out.push(mask(found[0], (one) => one.replaceAll(':', separator)));
        i += found[1];
        rest = i;
      }
      return [...out, ...others(rest, end, known)];
    }
    const others = (from: number, end: number, known: boolean): readonly string[] =>
      known && !knownOnly && end - from > 2 ? masked(from, end, false) : groups.slice(from, end);
    return masked(0, groups.length, true).join(separator);
  }

  /** Numbers between dots or dashes: four are an address, other numbers of them are where the traffic has it. */
  function maskNumbers(token: string, separator: string, at: number, all: string): string {
    const parts = token.split(separator);
    const [before, after] = [
      all.slice(Math.max(0, at - 40), at),
      all.slice(at + token.length, at + token.length + 13),
    ];
    const isDotted = separator === '.';
    const isProduct = versions === true && /[a-z][\w.-]*\/v?$/i.test(before);
    const isHost = /(?:\/\/|@)$/.test(before) || token === all;
    const isReversed = isDotted && /^\.in-addr\.arpa/i.test(after);
    const reversed = (mask: string) => mask.split('.').reverse().join(separator);
    const forward = (mask: string) => mask.replaceAll('.', separator);

    function numbers(from: number): readonly [string, number] | undefined {
      for (let length = Math.min(4, parts.length - from); length > 0; length--) {
        const window = parts.slice(from, from + length);
        if (length === 1) {
          const own = maskNumber(window[0]!);
          if (own !== window[0]) return [own, 1];
          continue;
        }
        // 10.1 is more often a version than 10.0.0.1.
        if (length < 4 && !(isDotted && (fillsRest(window) || (isHost && length === parts.length)))) continue;
        const found = addressesOf(window);
        const back = length === 4 ? addressesOf([...window].reverse()) : [];
        const isName = isReversed && from + 4 === parts.length && length === 4;
        const known = isName ? undefined : found.find(isKnown);
        if (known !== undefined) return [mask(known, forward), length];
        const knownBack = back.find(isKnown) ?? (isName ? back[0] : undefined);
        if (knownBack !== undefined) return [mask(knownBack, reversed), length];
        if (isDotted && parts.length === 4 && !isProduct && length === 4 && found.length > 0)
          return [mask(found[0]!, forward), length];
      }
      return undefined;
    }
    const out: string[] = [];
    for (let i = 0; i < parts.length; ) {
      const [own, length] = numbers(i) ?? [parts[i]!, 1];
      out.push(own);
      i += length;
    }
    return out.join(separator);
  }

  /** One number that is an address of the traffic, also as the digits among letters. */
  function maskNumber(token: string): string {
    const form = singleNumberForms(token).find(({ ip }) => isKnown(ip));
    if (form) return mask(form.ip, form.write);
    const long = longNumberIpv6(token);
    const ip = long && canonicalAddress(long);
    if (ip !== undefined && isKnown(ip)) return mask(ip, hex32);
    return token.length > 24 || /^\d*$/.test(token)
      ? token
      : token.replace(/\d{8,12}/g, (digits) => (digits === token ? digits : maskNumber(digits)));
  }

  const steps = [
    nibbles,
    each(COLONS, (token, at, all) => maskGroups(token, ':', at, all)),
    each(DOTTED, (token, at, all) => maskNumbers(token, '.', at, all)),
    each(DASHED_GROUPS, (token, at, all) => maskGroups(token, /[-_]/.exec(token)![0], at, all)),
    each(DASHED, (token, at, all) => maskNumbers(token, /[-_]/.exec(token)![0], at, all)),
    each(NUMBER, maskNumber),
  ];
  return steps.reduce((now, step) => step(now), text);
}

/** An IPv6 address as 32 hexadecimal digits; other texts stay. */
const hex32 = (ip: string): string =>
  isIPv6(ip) ? Buffer.from(ipaddr.parse(ip).toByteArray()).toString('hex') : ip;
const nibblesOf = (ip: string): string => (isIPv6(ip) ? Array.from(hex32(ip)).reverse().join('.') : ip);
const ipv6OfNibbles = (nibbles: readonly string[]) =>
  canonicalAddress([...nibbles].reverse().join('').match(/.{4}/g)!.join(':'));
