import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { canonicalAddress, type FormMasking, type Place } from './canonical-address.js';

/** Groups of the longest address as text, of which one at an end may be empty. */
const MAX_GROUPS = 9;
/** A name of Windows for an IPv6 address, with a zone or without. */
const IPV6_LITERAL = /^(?:s\w+)?\.ipv6-literal\.net/i;
const IP6_ARPA = /^\.ip6\.(?:arpa|int)/i;

/** An IPv6 address as 32 hexadecimal digits; other texts stay. */
export const hex32 = (ip: string): string =>
  isIPv6(ip) ? Buffer.from(ipaddr.parse(ip).toByteArray()).toString('hex') : ip;

const nibblesOf = (ip: string): string => (isIPv6(ip) ? Array.from(hex32(ip)).reverse().join('.') : ip);

/** Masks 32 nibbles from the last to the first, as under ip6.arpa. */
export function maskNibbles(token: string, { text, at }: Place, { isKnown, mask }: FormMasking): string {
  const nibbles = token.split('.');
  const end = at + token.length;
  const isName = IP6_ARPA.test(text.slice(end, end + 10));
  const out: string[] = [];
  for (let i = 0; i < nibbles.length; ) {
    const digits = nibbles
      .slice(i, i + 32)
      .reverse()
      .join('');
    const ip = digits.length === 32 ? canonicalAddress(digits.match(/.{4}/g)!.join(':')) : undefined;
    const isTaken = ip !== undefined && (isKnown(ip) || (isName && i + 32 === nibbles.length));
    out.push(isTaken ? mask(ip, nibblesOf) : nibbles[i]!);
    i += isTaken ? 32 : 1;
  }
  return out.join('.');
}

/**
 * Masks the IPv6 addresses among groups between colons, dashes or underscores: those of the traffic first, then, between
 * colons and in names under ipv6-literal.net, whatever is one, from left to right.
 */
export function maskGroups(token: string, place: Place, masking: FormMasking): string {
  const { text, at } = place;
  const separator = /[-_:]/.exec(token)![0];
  const groups = token.split(separator);
  const end = at + token.length;
  const [before = '', after = ''] = [text[at - 1], text[end]];
  const isEscaped = /%[0-9a-f]{2}$/i.test(text.slice(Math.max(0, at - 3), at));
  const run = {
    groups,
    separator,
    masking,
    adheres: {
      before: !isEscaped && /[a-z\d]/i.test(before),
      after: separator === ':' && /[a-z\d]/i.test(after),
    },
  };
  const known = maskRun(run, 0, groups.length, true);
  if (separator !== ':' && !IPV6_LITERAL.test(text.slice(end, end + 60))) return known.join(separator);
  // What is masked is longer than a group, and no address.
  return maskRun({ ...run, groups: known }, 0, known.length, false).join(separator);
}

interface Run {
  readonly groups: readonly string[];
  readonly separator: string;
  readonly masking: FormMasking;
  /** Whether there are letters or digits at the ends that are no part of it. */
  readonly adheres: { readonly before: boolean; readonly after: boolean };
}

function maskRun(run: Run, from: number, end: number, knownOnly: boolean): readonly string[] {
  const out: string[] = [];
  for (let i = from; i < end; ) {
    const found = longestAddress(run, i, end, knownOnly);
    out.push(
      found ? run.masking.mask(found.ip, (mask) => mask.replaceAll(':', run.separator)) : run.groups[i]!,
    );
    i += found?.length ?? 1;
  }
  return out;
}

/** The address in the most groups from one on, and how many those are. */
function longestAddress({ groups, masking, adheres }: Run, from: number, end: number, knownOnly: boolean) {
  for (let length = Math.min(MAX_GROUPS, end - from); length > 2; length--) {
    const text = groups.slice(from, from + length).join(':');
    if (length !== 8 && !text.includes('::') && !text.includes('.')) continue;
    const ip = canonicalAddress(text);
    if (ip === undefined) continue;
    // What is no hexadecimal number may adhere to known ones only; `::` is more often something else.
    const isDoubtful =
      ip === '::' || (from === 0 && adheres.before) || (from + length === groups.length && adheres.after);
    if ((!knownOnly && !isDoubtful) || masking.isKnown(ip)) return { ip, length };
  }
  return undefined;
}
