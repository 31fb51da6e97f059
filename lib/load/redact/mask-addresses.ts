import type { FormMasking, Place } from './canonical-address.js';
import { BASE64_OF_ADDRESS, maskEncodedWords } from './encoded-words.js';
import { maskGroups, maskNibbles } from './mask-groups.js';
import { maskDashed, maskDotted, maskNumber } from './mask-numbers.js';
import { ENCODED, normalText } from './normal-text.js';

export { canonicalAddress } from './canonical-address.js';

/** Whether a text may hold an address in any form: what every form has, as a regular expression for RE2 and JavaScript. */
export const MAY_HOLD_ADDRESS = [
  String.raw`[0-9][._-][0-9]|:[0-9a-fA-F]{0,4}:|0[xX][0-9a-fA-F]|[0-9a-fA-F]{8}|--|__|(?:[-_][0-9a-fA-F]{1,4}){7}|(?:[0-9a-fA-F]\.){4}`,
  ENCODED,
  BASE64_OF_ADDRESS,
].join('|');
const MAY_HOLD = new RegExp(MAY_HOLD_ADDRESS);

/** Characters of addresses that a URL may hold percent-encoded, once or more often (RFC 3986, 2.3). */
const PERCENT = /%(?:25)*([2-7][0-9a-f])/gi;

/** A form of addresses in a text. */
interface Form {
  /** Whether a text may have it: most have not, which a tenth of the work shows. */
  readonly isLikely: RegExp;
  /** What may be such an address; an escape before it belongs to no address. */
  readonly token: RegExp;
  readonly mask: (token: string, place: Place, masking: FormMasking) => string;
}
const form = (isLikely: RegExp, token: string, mask: Form['mask']): Form => ({
  isLikely,
  token: new RegExp(`%(?:25)*[0-9a-f]{2}|${token}`, 'gi'),
  mask,
});
const FORMS: readonly Form[] = [
  form(/(?:[0-9a-f]\.){31}/i, String.raw`(?:[0-9a-f]\.){31,}[0-9a-f](?![0-9a-f])`, maskNibbles),
  form(
    /:[0-9a-f]{0,4}:/i,
    String.raw`(?:[0-9a-f]{0,4}:){2,}(?:\d+(?:\.\d+){3}(?![.\d])|[0-9a-f]{0,4})`,
    maskGroups,
  ),
  form(/[\da-f]\.\d/i, String.raw`(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))+`, maskDotted),
  form(
    /--|__|(?:[-_][0-9a-fA-F]{1,4}){7}/,
    String.raw`(?<![0-9a-f])[0-9a-f]{0,4}([-_])[0-9a-f]{0,4}(?:\1[0-9a-f]{0,4})+(?![0-9a-f])`,
    maskGroups,
  ),
  form(/\d[-_]\d/, String.raw`\d+([-_])\d+(?:\1\d+){2,}`, maskDashed),
  form(/[0-9a-f]{8}|0x[0-9a-f]{7}/i, '0x[0-9a-f]{7,}|[0-9a-f]{8,}', maskNumber),
];

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

/** A text with what addresses consist of decoded, however often it was encoded; other escapes stay. */
export const decodeAddresses = (text: string): string =>
  text.replace(PERCENT, (whole, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[\w.:[\]-]/.test(character) ? character : whole;
  });

/**
 * Masks the IPv4 and IPv6 addresses in a text, in whatever form they are (`FORMS`, `normalText` and `maskEncodedWords` have
 * them all). Dotted and colon forms are masked always, a form that may be something else where the traffic has the address.
 *
 * @returns the text itself where it has none; where an address only shows in the normal text, that with masks
 * @example
 * maskAddresses('/to/198%2E51%2E100%2E7', { isKnown: () => false, address: () => '240.0.0.1' }); // '/to/240.0.0.1'
 */
export function maskAddresses(text: string, masking: AddressMasking): string {
  if (!MAY_HOLD.test(text)) return text;
  const masks: string[] = [];
  const decoded = (text.includes('%') ? decodeAddresses(text) : text).replace(PLACEHOLDER, '\ufffd');
  const masked = maskIn(decoded, masking, masks);
  const direct = masks.length;
  const normal = normalText(masked);
  // Whoever encodes a text so often has something to hide.
  if (normal === undefined) return (masking.word ?? hidden)(text);
  const again = normal === masked ? masked : maskIn(normal, masking, masks);
  if (masks.length === 0) return text;
  return (masks.length > direct ? again : masked).replace(
    MASK,
    (_, digits: string) => masks[indexOf(digits)]!,
  );
}

const hidden = (): string => '[masked]';
const same = (mask: string): string => mask;

/** Characters that no text has (Unicode reserves them for such a use) stand for masks, so that none is masked again. */
const PLACEHOLDER = /[\ufdd0-\ufdef]/g;
const MASK = /\ufdd0([\ufde0-\ufde9]+)\ufdd1/g;
const placeholder = (index: number): string =>
  `\ufdd0${String(index).replace(/\d/g, (digit) => String.fromCharCode(0xfde0 + Number(digit)))}\ufdd1`;
const indexOf = (digits: string): number =>
  Number(Array.from(digits, (digit) => digit.charCodeAt(0) - 0xfde0).join(''));

/** Puts placeholders for the addresses of a text that is not encoded as a whole, and adds their masks to `masks`. */
function maskIn(
  text: string,
  { isKnown, address, word = hidden, versions = false }: AddressMasking,
  masks: string[],
): string {
  const hide = (mask: string) => placeholder(masks.push(mask) - 1);
  const words = maskEncodedWords(
    text,
    (decoded) => hasAddress(decoded, isKnown),
    (one) => hide(word(one)),
  );
  return maskForms(words, { isKnown, versions, mask: (ip, write = same) => hide(write(address(ip))) });
}

const maskForms = (text: string, masking: FormMasking): string =>
  FORMS.reduce(
    (now, { isLikely, token, mask }) =>
      isLikely.test(now)
        ? now.replace(token, (found: string, ...rest: unknown[]) =>
            found.startsWith('%') ? found : mask(found, { text: now, at: rest.at(-2) as number }, masking),
          )
        : now,
    text,
  );

function hasAddress(text: string, isKnown: (ip: string) => boolean): boolean {
  let isFound = false;
  const mask = (ip: string) => {
    // Short ones are in any bytes.
    isFound ||= isKnown(ip) || ip.length > 8 || !ip.includes(':');
    return ip;
  };
  maskForms(text, { isKnown, mask, versions: false });
  return isFound;
}
