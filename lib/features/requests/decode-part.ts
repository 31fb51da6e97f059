/** Attackers encode twice to pass filters that decode once; no server decodes more than three times. */
const MAX_DECODE_ROUNDS = 3;
/** Overlong UTF-8 of `.`, `/` and `\`, which old servers decode (RFC 3629, section 10). */
const OVERLONG: readonly (readonly [RegExp, string])[] = [
  [/%c0%ae|%e0%80%ae/gi, '.'],
  [/%c0%af|%e0%80%af/gi, '/'],
  [/%c1%9c/gi, '\\'],
];

/**
 * Undoes the percent encoding of a request for its features: up to three times, byte by byte, with `+` as a
 * space in the query, and HTML entities of `<` and `>`; in lower case. Features keep this plain decoding, since
 * a model of normal requests must see the white space and the comments that `decodeRequest` removes.
 *
 * @example
 * decodePart('/?q=%253Cscript%253E'); // '/?q=<script>'
 */
export function decodePart(uri: string): string {
  let text = uri;
  for (let round = 0; round < MAX_DECODE_ROUNDS && text.includes('%'); round++) {
    for (const [pattern, plain] of OVERLONG) text = text.replace(pattern, plain);
    const decoded = text.replace(/%[0-9a-f]{2}/gi, (code) =>
      String.fromCharCode(Number.parseInt(code.slice(1), 16)),
    );
    if (decoded === text) break;
    text = decoded;
  }
  const query = text.indexOf('?');
  const spaced = query < 0 ? text : text.slice(0, query) + text.slice(query).replaceAll('+', ' ');
  return spaced.replaceAll(/&lt;?/gi, '<').replaceAll(/&gt;?/gi, '>').toLowerCase();
}
