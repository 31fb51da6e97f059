/**
 * JSON that can stand inside a `<script>` element: whatever texts it holds, none can end the element or begin a comment.
 *
 * @example
 * jsonForScript({ a: '</script>' }); // '{"a":"\\u003c/script>"}'
 */
export const jsonForScript = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
