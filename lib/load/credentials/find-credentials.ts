import { looksRandom, mayBeRandom, nameKind } from './credential-names.js';
import type { Span } from './undo-escapes.js';

/** A parameter of a query, whose name may be encoded; then one of a cookie, a path or a form, up to its value. */
const PARAMETER = /([?&#])([^=&?#]{1,160})=/g;
const PAIR = /(^|[;,\s"'{(|/\\])([\w.$~\-[\]%]{1,120})=/g;
/** What stands in a header or an object: `Authorization: Bearer …`, `"password": "…"`, `'pw' => 'x'`. */
const FIELD = /(^|[\s"'{,([?&=\\])([\w.$\-[\]%]{1,120})(\\*["']?\s*(?::|=>)\s*)/g;
/** A header as AWS WAF writes it: `{"name":"Authorization","value":"Basic …"}`. */
const NAMED_VALUE = /"name"\s*:\s*"([\w.$\-[\]]{1,120})"\s*,\s*"value"\s*:\s*"/gi;
/** A segment of a path and one after it: `/reset-password/6f1c…`, `/password/reset/6f1c…`. */
const SEGMENTS = /\/(?=([\w.-]{3,60})(\/[\w.-]{1,30})?\/([^/?#\s"&;]{16,}))/g;
/** `https://user:password@host`; a password may hold an @, a slash or a question mark, but a port is none. */
const USER_INFO = /\/\/((?:[^/\s@:?#"'<>]*:(?!\d{1,5}(?:[/?#\s"]|$))[^\s"'<>&]*|[^/\s@?#"'<>&]+)@)(?=[\w[])/g;
/** Tokens that are known by how they begin. */
const KNOWN_TOKENS =
  /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)*|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abprs]-[\w-]{10,}|\b[rs]k_(?:live|test)_\w{10,}|\bAIza[\w-]{30,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** A scheme of authentication and its token, without the name of a header. */
const SCHEME = /\b(bearer|basic|token|apikey)[\s+]+([\w.~+/=-]{8,})/gi;
/** Headers whose whole value is secret, whatever words and commas it has. */
const WHOLE_HEADERS = /^(?:proxy)?authori[sz]ation$|^(?:set)?cookie$|^xamzsecuritytoken$/;

/** Where the value of a parameter ends that begins at `from`: `;`, `#`, `@` and quotes may be part of a password. */
function endOfValue(text: string, from: number, inUri: boolean): number {
  const scheme = inUri ? null : /^(?:basic|bearer|digest|token)\s+(?=\S)/i.exec(text.slice(from, from + 20));
  let at = from + (scheme?.[0].length ?? 0);
  for (; at < text.length; at++) {
    const c = text[at]!;
    if (c === '&') break;
    if (c === ';' && /^;\s*[\w.$\-[\]]+=/.test(text.slice(at, at + 80))) break;
    if (inUri) continue;
    if (/\s/.test(c)) break;
    if ((c === '"' || c === "'") && /^["'](?:[\s,}\])]|$)/.test(text.slice(at, at + 2))) break;
  }
  return at;
}

const QUOTE = /^(\\*)(["'])/;

/** Where a quoted text ends whose quote begins at `from`; escaped quotes are part of it. */
function endOfQuoted(text: string, from: number): number {
  const quote = QUOTE.exec(text.slice(from, from + 8));
  if (!quote) return from;
  const mark = quote[0];
  let at = from + mark.length;
  for (; at < text.length; at++)
    if (text.startsWith(mark, at) && (mark.length > 1 || text[at - 1] !== '\\')) break;
  return at;
}

/** Values of parameters, headers and fields of a decoded text. */
export function* valueSpans(text: string, inUri: boolean): Generator<Span> {
  for (const pattern of [PARAMETER, PAIR]) {
    // What stands in a value that is masked need not be looked at: a text of many names is read once.
    let done = 0;
    for (const match of text.matchAll(pattern)) {
      if ((match.index ?? 0) < done) continue;
      const [whole, before, name] = match;
      const kind = nameKind(name!);
      if (kind === null) continue;
      const from = (match.index ?? 0) + whole.length;
      const inPath = before === ';' || before === '/';
      const quote = inUri || inPath ? null : QUOTE.exec(text.slice(from, from + 8));
      const start = from + (quote?.[0].length ?? 0);
      if (kind === 'random' && !mayBeRandom(text, start)) continue;
      const to = quote
        ? endOfQuoted(text, from)
        : inPath
          ? from + /^[^;?/&\s",]*/.exec(text.slice(from))![0].length
          : endOfValue(text, from, inUri);
      if (kind !== 'secret' && !looksRandom(text.slice(start, to))) continue;
      done = to;
      yield [start, to];
    }
  }
  let done = 0;
  for (const match of text.matchAll(FIELD)) {
    if ((match.index ?? 0) < done) continue;
    const kind = nameKind(match[2]!);
    if (kind === null) continue;
    const from = (match.index ?? 0) + match[0].length;
    const quote = QUOTE.exec(text.slice(from, from + 8));
    const name = match[2]!.toLowerCase().replace(/[^a-z]/g, '');
    const rest = text.slice(from);
    const value = !WHOLE_HEADERS.test(name)
      ? /^(?:(?:basic|bearer|digest|token|negotiate)\s+)?[^\s",;}&]+/i
      : /^(?:digest|aws4)/i.test(rest)
        ? /^[^\r\n}]*/
        : /^[^"\r\n}&]*/;
    const start = from + (quote?.[0].length ?? 0);
    const to = quote ? endOfQuoted(text, from) : from + (value.exec(rest)?.[0].length ?? 0);
    // After the name of a scheme, `://` begins an address.
    if (text.startsWith('//', start)) continue;
    if (kind !== 'secret' && !looksRandom(text.slice(start, to))) continue;
    done = to;
    yield [start, to];
  }
  for (const match of text.matchAll(NAMED_VALUE)) {
    if (nameKind(match[1]!) !== 'secret') continue;
    const from = (match.index ?? 0) + match[0].length;
    yield [from, endOfQuoted(text, from - 1)];
  }
}

/** Credentials that are known by their form or their place in an address. */
export function* tokenSpans(text: string): Generator<Span> {
  for (const match of text.matchAll(SEGMENTS)) {
    const [, name, between = '', value] = match;
    const from = (match.index ?? 0) + name!.length + between.length + 2;
    if (nameKind(name!) !== null && looksRandom(value!)) yield [from, from + value!.length];
  }
  for (const match of text.matchAll(USER_INFO))
    yield [(match.index ?? 0) + 2, (match.index ?? 0) + 1 + match[1]!.length];
  for (const { index = 0, 0: token } of text.matchAll(KNOWN_TOKENS)) yield [index, index + token.length];
  for (const match of text.matchAll(SCHEME)) {
    const token = match[2]!;
    const isBearer = /^bearer$/i.test(match[1]!) && (/\d/.test(token) || token.length >= 20);
    const to = (match.index ?? 0) + match[0].length;
    if (isBearer || looksRandom(token) || (/^basic$/i.test(match[1]!) && isUserAndPassword(token)))
      yield [to - token.length, to];
  }
}

const isUserAndPassword = (token: string): boolean =>
  /^[\w+/]+={0,2}$/.test(token) && /^[ -~]*:[ -~]*$/.test(Buffer.from(token, 'base64').toString('latin1'));
