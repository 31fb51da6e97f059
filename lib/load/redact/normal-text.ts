import { decodeOnce } from '../../text/decode-request.js';

/** Whether `normalText` may change a text; RE2 reads it too. */
export const ENCODED = String.raw`[^ -~]|[%\\]|&#|&[a-zA-Z]{2,8};|[\[({](?:[.:]|[dD][oO][tT])[\])}]`;
const MAY_BE_ENCODED = new RegExp(ENCODED);
/** Texts that are still encoded after so many rounds were made so on purpose. */
const MAX_ROUNDS = 16;

/** Characters that are not seen: format and control characters, variation selectors, fillers, combining marks, lone surrogates. */
const INVISIBLE = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{M}]|[^\P{Cc}\t\n\v\f\r]/gu;
/** Decimal digits of other scripts. */
const OTHER_DIGIT = /[^\P{Nd}0-9]/gu;
const DOTS = /[\u3002\u00b7\u2022\u2027\u2219\u22c5]|\\\.|[[({](?:\.|dot)[\])}]/gi;
const COLONS = /[\u2236\u02d0\ua789]|\\:|[[({]:[\])}]/g;
const DASHES = /[^\P{Pd}-]|\u2212|\\-/gu;

/**
 * A text as a reader or a program takes it: percent-encoding, HTML entities and backslash escapes undone at any depth,
 * letters and digits of compatible forms and of other scripts as ASCII, without invisible characters, and with the
 * dots and colons that were put into brackets to make an address harmless (`203[.]0[.]113[.]7`).
 *
 * @returns undefined where the text is encoded in more layers than are undone
 * @example
 * normalText('2\u200b03%252E0&#46;113\\x2e7'); // '203.0.113.7'
 */
export function normalText(text: string): string | undefined {
  let plain = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!MAY_BE_ENCODED.test(plain)) return plain;
    const before = plain;
    plain = normalOnce(before);
    if (plain === before) return plain;
  }
  return undefined;
}

const normalOnce = (text: string): string =>
  decodeOnce(
    text
      .replace(/%(?:25)+/g, '%')
      .replace(/&(?:amp;)+/gi, '&')
      .replace(/\\{2,}/g, '\\'),
  )
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(OTHER_DIGIT, asciiDigit)
    .replace(DOTS, '.')
    .replace(COLONS, ':')
    .replace(DASHES, '-');

/** The digits of a script, or of several, follow each other without a gap from a zero on. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}
