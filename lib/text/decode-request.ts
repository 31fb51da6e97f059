/** Characters of a text that are decoded; the rest is ignored. */
const MAX_REQUEST_CHARACTERS = 16_384;
/** Attackers encode twice to pass filters that decode once; no server decodes more than three times. */
const MAX_DECODE_ROUNDS = 3;

/** Texts without any of these only need lower case. RE2 reads the pattern too. */
export const ENCODED = /[%+\\]|&(?:#|[a-z]{2,8};)|[^ -~]| {2}|\/\*/i;
/** Characters that stand for an escape of JavaScript, JSON or C: `\x22`, `\u0022`, `\u{22}`. */
const ESCAPED = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})/gi;
/** A run of percent-encoded bytes, or one character of IIS (`%u0022`). */
const PERCENT = /(?:%[0-9a-f]{2})+|%u[0-9a-f]{4}/gi;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const WHITE_SPACE = /[\s\u0085\u200b]+/g;
const ENTITY = /&(?:#(\d{1,10})|#x([0-9a-f]{1,10})|([a-z]{2,8})(?=;));?/gi;
const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    apos: "'",
    bsol: '\\',
    colon: ':',
    comma: ',',
    dash: '-',
    dollar: '$',
    equals: '=',
    excl: '!',
    grave: '`',
    gt: '>',
    hyphen: '-',
    lbrace: '{',
    lcub: '{',
    lowbar: '_',
    lpar: '(',
    lsqb: '[',
    lt: '<',
    nbsp: ' ',
    newline: '\n',
    num: '#',
    percnt: '%',
    period: '.',
    plus: '+',
    quest: '?',
    quot: '"',
    rbrace: '}',
    rcub: '}',
    rpar: ')',
    rsqb: ']',
    semi: ';',
    sol: '/',
    tab: '\t',
    vert: '|',
  }),
);

/**
 * Undoes the encodings of a text of a request, so that a rule sees what an application sees: percent encoding
 * up to three times (UTF-8 with its overlong forms, else Latin-1; `%u0041`), `+` as a space in the query,
 * HTML entities, escapes such as `\x22` and `\u0022`, full-width letters and SQL comments; in lower case,
 * without NUL, each run of white space as one space. Only the first 16,384 characters are decoded.
 *
 * @param text - a path with its query, a user agent or a referer; see `decodeQuery` for a query alone.
 * @example
 * decodeRequest('/?q=%253Cscript%253E'); // '/?q=<script>'
 */
export function decodeRequest(text: string): string {
  const cut = text.length > MAX_REQUEST_CHARACTERS ? text.slice(0, MAX_REQUEST_CHARACTERS) : text;
  if (!ENCODED.test(cut)) return cut.toLowerCase();
  let decoded = cut;
  for (let round = 0; round < MAX_DECODE_ROUNDS; round++) {
    const before = decoded;
    decoded = decodeOnce(before);
    if (decoded === before) break;
  }
  return dropComments(spacePluses(decoded))
    .replaceAll(WHITE_SPACE, ' ')
    .toLowerCase()
    .slice(0, MAX_REQUEST_CHARACTERS);
}

/**
 * Undoes the encodings of a query without its question mark (see `decodeRequest`).
 *
 * @example
 * decodeQuery('q=a+b%27'); // "q=a b'"
 */
export const decodeQuery = (query: string): string => decodeRequest(`?${query}`).slice(1);

/** Undoes one layer of the encodings that `decodeRequest` undoes; white space, comments and case stay. */
export function decodeOnce(text: string): string {
  let decoded = text;
  if (decoded.includes('%')) decoded = decoded.replace(PERCENT, decodeBytes);
  if (decoded.includes('\\')) {
    decoded = decoded.replace(ESCAPED, (code, byte?: string, unit?: string, point?: string) =>
      fromCode(Number.parseInt(byte ?? unit ?? point ?? '', 16), code),
    );
  }
  if (decoded.includes('&')) decoded = decoded.replace(ENTITY, decodeEntity);
  return decoded.replaceAll('\0', '').replaceAll(FULL_WIDTH, narrow);
}

function decodeEntity(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED_ENTITIES.get(name.toLowerCase()) ?? entity;
  return fromCode(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal), entity);
}

const fromCode = (code: number, otherwise: string): string =>
  code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;

/** Decodes a run of percent-encoded bytes as UTF-8, overlong forms included, and other bytes as Latin-1. */
function decodeBytes(run: string): string {
  if (run[1] === 'u' || run[1] === 'U') return String.fromCharCode(Number.parseInt(run.slice(2), 16));
  if (run.length === 3) return String.fromCharCode(Number.parseInt(run.slice(1), 16));
  const bytes: number[] = [];
  for (let i = 1; i < run.length; i += 3) bytes.push(Number.parseInt(run.slice(i, i + 2), 16));
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    text += length === 0 ? String.fromCharCode(bytes[i] ?? 0) : fromCode(codePoint(bytes, i, length), '');
    i += Math.max(1, length);
  }
  return text;
}

/** Length of the UTF-8 sequence at a byte, 0 when there is none. */
function sequenceLength(bytes: readonly number[], start: number): number {
  const lead = bytes[start] ?? 0;
  if (lead < 0xc0 || lead > 0xfd) return 0;
  // IIS took the low bits of any second byte: %c0%2f and %c1%1c are `/` and `\`.
  const second = bytes[start + 1] ?? 0;
  if (lead === 0xc0 && (second === 0x2e || second === 0x2f)) return 2;
  if (lead === 0xc1 && second === 0x1c) return 2;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : lead < 0xfc ? 5 : 6;
  for (let i = 1; i < length; i++) if (((bytes[start + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function codePoint(bytes: readonly number[], start: number, length: number): number {
  let code = (bytes[start] ?? 0) & (length === 2 ? 0x1f : 0xff >> (length + 1));
  for (let i = 1; i < length; i++) code = code * 64 + ((bytes[start + i] ?? 0) & 0x3f);
  return code;
}

const narrow = (wide: string): string => String.fromCharCode(wide.charCodeAt(0) - 0xfee0);

function spacePluses(text: string): string {
  const query = text.indexOf('?');
  return query < 0 ? text : text.slice(0, query) + text.slice(query).replaceAll('+', ' ');
}

// Comments become a space; MySQL executes the text between `/*!50000` and the end of such a comment.
function dropComments(text: string): string {
  let kept = '';
  let from = 0;
  let executed = false;
  let close = text.indexOf('*/');
  for (let open = text.indexOf('/*'); open >= 0 || (executed && close >= 0); ) {
    if (executed && close >= 0 && (open < 0 || close < open)) {
      kept += `${text.slice(from, close)} `;
      from = close + 2;
      executed = false;
    } else if (text[open + 2] === '!') {
      kept += `${text.slice(from, open)} `;
      from = open + 3;
      while (isDigit(text.charCodeAt(from))) from++;
      executed = true;
    } else {
      if (close >= 0 && close < open + 2) close = text.indexOf('*/', open + 2);
      if (close < 0) break;
      kept += `${text.slice(from, open)} `;
      from = close + 2;
    }
    if (open >= 0 && open < from) open = text.indexOf('/*', from);
    if (close >= 0 && close < from) close = text.indexOf('*/', from);
  }
  return kept + text.slice(from);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
