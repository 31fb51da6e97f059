/** Attackers encode twice to pass filters that decode once; more than thrice is decoded by no server. */
const MAX_DECODE_ROUNDS = 3;
/** Overlong UTF-8 of `.`, `/` and `\`, which old servers took for them (RFC 3629, section 10). */
const OVERLONG: readonly (readonly [RegExp, string])[] = [
  [/%c0%ae|%e0%80%ae/gi, '.'],
  [/%c0%af|%e0%80%af/gi, '/'],
  [/%c1%9c/gi, '\\'],
];

/**
 * Undoes the encodings of a request's path and query, so that a signature sees what an application would:
 * percent encoding up to three times, `+` as a space in the query, overlong UTF-8, HTML entities of `<` and
 * `>`; in lower case.
 *
 * @example
 * decodeRequest('/?q=%253Cscript%253E'); // '/?q=<script>'
 */
export function decodeRequest(uri: string): string {
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
