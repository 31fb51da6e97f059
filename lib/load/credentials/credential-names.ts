/** Parts of names that hold a credential, wherever they stand. Names are compared in lower case, without separators. */
const NAME_PARTS =
  /passw|passphrase|passcode|passkey|pwd|pswd|secret|token|session|sessid|signature|credential|authori[sz]ation|authentic|authkey|authcode|apikey|accesskey|privatekey|licensekey|secretkey|jwt|bearer|saml|oauth|kennwort|contrasena|motdepasse|wachtwoord|парол/;
/** Names, and last words of names, that hold a credential: `key`, `api.sid`, `user_pw`. */
const LAST_WORDS = new Set(
  'key sig sid pass pw psw pin otp totp mfa auth sess cookie csrf xsrf cvv cvc iban senha mdp clave haslo'.split(
    ' ',
  ),
);
/** Names that only hold a credential if their value looks random: an OAuth code, a ticket, a link to confirm an address. */
const RANDOM_WORDS = new Set(
  'code state sign ticket nonce hash hmac mac assertion verifier challenge invite'.split(' '),
);
/** Words that contain one of the above and mean something else. */
const OTHER_WORDS =
  /documentcookie|passeng|passag|passport|passiv|secretar|tokeni[sz]|maxtokens|sessions$|(?:com|by|over|sur|tres|under)pass$|monkey$|turkey$|hockey$|jockey$|whiskey$|keywords?$/;

/** Whether a value is secret because of its name, or only if it looks random too. */
export type NameKind = 'secret' | 'random' | null;

/** A name as an application reads it: decoded, without control and format characters, full-width letters as plain ones. */
function plainName(name: string): string {
  let text = name;
  for (let round = 0; round < 4 && text.includes('%'); round++)
    try {
      text = decodeURIComponent(text);
    } catch {
      text = text.replace(/%([2-7][0-9a-f])/gi, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      );
    }
  return text.normalize('NFKC').replace(/[\p{Cc}\p{Cf}]/gu, '');
}

/** Whether a name is that of a credential, or of one if its value looks random. */
export function nameKind(name: string): NameKind {
  const words = plainName(name)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const joined = words.join('');
  if (OTHER_WORDS.test(joined)) return null;
  const last = (words.at(-1) ?? '').replace(/\d+$/, '');
  if (NAME_PARTS.test(joined) || LAST_WORDS.has(last) || /(?:pass|passwd)$/.test(last)) return 'secret';
  return RANDOM_WORDS.has(last) ? 'random' : null;
}

/** Whether a value that begins there can look random, before anybody looks for its end. */
export const mayBeRandom = (text: string, from: number): boolean =>
  /^[\w.~+/=-]{16}/.test(text.slice(from, from + 16));

/** Whether a value looks like no word, name or number that people choose: at least 16 characters, of mixed kinds. */
export function looksRandom(value: string): boolean {
  if (value.length < 16 || !/^[\w.~+/=-]+$/.test(value) || /^\d+$/.test(value)) return false;
  const counts = new Map<string, number>();
  for (const c of value) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / value.length) * Math.log2(n / value.length);
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  return bits >= 3 && kinds >= 2 && !/^[A-Za-z]+(?:[-_.][A-Za-z]+)*$/.test(value);
}
