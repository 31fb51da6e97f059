import { canonicalAddress, type FormMasking, type Place } from './canonical-address.js';
import { hex32 } from './mask-groups.js';
import { addressesOf, fillsRest, longNumberIpv6, singleNumberForms } from './number-forms.js';

/** Masks among numbers between dots: four are an address, other numbers of them are where the traffic has it. */
export function maskDotted(token: string, { text, at }: Place, masking: FormMasking): string {
  const end = at + token.length;
  const before = text.slice(Math.max(0, at - 40), at);
  return maskParts(token, masking, {
    separator: '.',
    isFour: !(masking.versions && /[a-z][\w.-]*\/v?$/i.test(before)),
    isHost: token === text || /(?:\/\/|@)$/.test(before),
    isReversed: /^\.in-addr\.arpa/i.test(text.slice(end, end + 13)),
  });
}

/** Masks addresses of the traffic among numbers between dashes or underscores, as in names of hosts, also from the last to the first. */
export const maskDashed = (token: string, _: Place, masking: FormMasking): string =>
  maskParts(token, masking, {
    separator: /[-_]/.exec(token)![0],
    isFour: false,
    isHost: false,
    isReversed: false,
  });

/** Masks one number that is an address of the traffic, also as the digits among letters. */
export function maskNumber(token: string, _: Place, masking: FormMasking): string {
  const form = singleNumberForms(token).find(({ ip }) => masking.isKnown(ip));
  if (form) return masking.mask(form.ip, form.write);
  const long = longNumberIpv6(token);
  const ip = long && canonicalAddress(long);
  if (ip !== undefined && masking.isKnown(ip)) return masking.mask(ip, hex32);
  if (token.length > 24 || /^\d*$/.test(token)) return token;
  return token.replace(/\d{8,12}/g, (digits) => (digits === token ? digits : maskNumber(digits, _, masking)));
}

interface Parts {
  readonly separator: string;
  /** Whether four numbers by themselves are an address, whosever it is. */
  readonly isFour: boolean;
  /** Whether a host stands there: 10.1 is more often a version than 10.0.0.1. */
  readonly isHost: boolean;
  /** Whether the last four are an address from its last number to its first. */
  readonly isReversed: boolean;
}

function maskParts(token: string, masking: FormMasking, how: Parts): string {
  const parts = token.split(how.separator);
  const out: string[] = [];
  for (let i = 0; i < parts.length; ) {
    const found = maskFrom(parts, i, masking, how);
    out.push(found?.mask ?? parts[i]!);
    i += found?.length ?? 1;
  }
  return out.join(how.separator);
}

/** The mask of the address that begins with a number, and of how many numbers it consists. */
function maskFrom(
  parts: readonly string[],
  from: number,
  { isKnown, mask, ...masking }: FormMasking,
  { separator, isFour, isHost, isReversed }: Parts,
): { readonly mask: string; readonly length: number } | undefined {
  const forward = (ip: string) => ip.replaceAll('.', separator);
  const backward = (ip: string) => ip.split('.').reverse().join(separator);
  for (let length = Math.min(4, parts.length - from); length > 1; length--) {
    const some = parts.slice(from, from + length);
    if (length < 4 && (separator !== '.' || !(fillsRest(some) || (isHost && length === parts.length))))
      continue;
    const ips = addressesOf(some);
    const isLast = isReversed && length === 4 && from + 4 === parts.length;
    const known = isLast ? undefined : ips.find(isKnown);
    if (known !== undefined) return { mask: mask(known, forward), length };
    const reversed = length === 4 ? addressesOf(some.reverse()) : [];
    const back = reversed.find(isKnown) ?? (isLast ? reversed[0] : undefined);
    if (back !== undefined) return { mask: mask(back, backward), length };
    if (isFour && length === 4 && parts.length === 4 && ips[0] !== undefined)
      return { mask: mask(ips[0], forward), length };
  }
  const [one = ''] = parts.slice(from, from + 1);
  if (one.length < 7) return undefined;
  const own = maskNumber(one, { text: one, at: 0 }, { isKnown, mask, ...masking });
  return own === one ? undefined : { mask: own, length: 1 };
}
