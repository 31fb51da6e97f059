import { maskOf } from './attack-shape.js';
import { tokenSpans, valueSpans } from './find-credentials.js';
import { type Span, unescapedTexts } from './undo-escapes.js';

/** Characters that are examined; longer texts are cut. */
const MAX_LENGTH = 65_536;

/**
 * Texts that may hold a credential, for RE2 and JavaScript: all others are left alone at once. Encoded letters, digits
 * and separators may spell a name.
 */
export const MAY_HOLD_CREDENTIAL =
  '(?i)passw|passphrase|passcode|passkey|pwd|pswd|secret|token|sess|signature|credential|auth|api|key|jwt|bearer|saml|' +
  'kennwort|contrasena|motdepasse|wachtwoord|' +
  '(?:sig|sid|pass|pw|psw|pin|otp|mfa|cookie|csrf|xsrf|cvv|cvc|iban|senha|mdp|clave|haslo|code|state|ticket|nonce|hash|hmac|mac|assertion|verifier|challenge|invite|sign)(?:\\]|%5d)?["\'\\\\]*\\s*(?:[=:]|%(?:25)*3[ad])|' +
  'парол|%(?:25)*d0%(?:25)*bf|%(?:25)*(?:00|c2%(?:25)*ad|e2%(?:25)*80|ef%(?:25)*b)|[^\\x00-\\x7f]|' +
  '@|%(?:25)*40|eyj|basic|akia|asia[0-9]|gh[pousr]_|github_pat|glpat|xox[abprs]-|[rs]k_(?:live|test)|aiza|' +
  '%(?:25)*(?:[46][1-9a-f]|[57][0-9a]|5f|2d|3[0-9])|\\\\(?:x|u00)[4-7]|&#';

/** Spans that overlap or touch as one, in order. */
function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from < last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

const MAYBE = new RegExp(MAY_HOLD_CREDENTIAL.slice('(?i)'.length), 'i');

/**
 * Replaces the values of credentials in a text by `[masked]`: parameters, headers, cookies and fields whose names say
 * password, token, key, session, authorization, signature and the like, user and password in an address, tokens that are
 * known by their form, and values that look random after a name such as `code`; also where names and values are encoded,
 * up to four times. A value that is an attack keeps its shape without its words. A credential under another
 * name, or in a path where it does not look random, is not known.
 *
 * @param inUri whether the text is a request's path and query or a referer, in which a value may hold spaces and quotes
 *
 * @example
 * maskCredentials('/login?user%5Bpassword%5D=hunter2', true); // '/login?user%5Bpassword%5D=[masked]'
 */
export function maskCredentials(text: string, inUri = false): string {
  if (!MAYBE.test(text)) return text;
  const kept = text.slice(0, MAX_LENGTH);
  const spans: Span[] = [...valueSpans(kept, inUri), ...tokenSpans(kept)];
  for (const { text: plain, starts, ends } of unescapedTexts(kept))
    for (const [from, to] of [...valueSpans(plain, inUri), ...tokenSpans(plain)])
      if (to > from) spans.push([starts[from]!, ends[to - 1]!]);
  if (spans.length === 0) return kept === text ? text : `${kept}…`;
  let out = '';
  let at = 0;
  for (const [from, to] of mergeSpans(spans.filter(([a, b]) => b > a))) {
    out += kept.slice(at, from) + maskOf(kept.slice(from, to), inUri);
    at = to;
  }
  return out + kept.slice(at) + (kept === text ? '' : '…');
}
