/**
 * Control and format characters (zero-width, direction-changing), lone surrogates, line and paragraph
 * separators, and the two that XML cannot hold, U+FFFE and U+FFFF.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

/**
 * Makes text from records safe to display: control, zero-width and direction-changing characters and lone
 * surrogates become visible escapes (`\u202e`), and long text is cut, followed by its length.
 *
 * The result is plain text, not HTML; escape it for HTML.
 *
 * @param maxLength number of characters that are kept, 200 by default; longer text is cut
 *
 * @example
 * visible('a\u202eb'); // 'a\\u202eb'
 */
export function visible(text: string, maxLength = 200): string {
  const cut = text.length > maxLength;
  const kept = (cut ? text.slice(0, maxLength) : text).replace(
    INVISIBLE,
    (c) => `\\u${c.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
  return cut ? `${kept}… (${text.length.toLocaleString('en-US')} characters)` : kept;
}
