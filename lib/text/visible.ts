// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Makes text that an attacker may have chosen safe to look at: control, zero-width and direction-changing
 * characters and lone surrogates become visible escapes (`\u202e`), and long text is cut, with its length said.
 *
 * The result is still text, not HTML: whoever puts it into HTML escapes it there.
 *
 * @param most characters kept before the cut
 *
 * @example
 * visible('a\u202eb'); // 'a\\u202eb'
 */
export function visible(text: string, most = 200): string {
  const cut = text.length > most;
  const kept = (cut ? text.slice(0, most) : text).replace(
    INVISIBLE,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return cut ? `${kept}… (${text.length.toLocaleString('en-US')} characters)` : kept;
}
