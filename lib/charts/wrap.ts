/**
 * Breaks a line of text into several, as Plotly does not wrap titles.
 *
 * @param width maximum number of characters per line; a longer word gets a line of its own
 *
 * @example
 * wrap('one two three', 8); // 'one two<br>three'
 */
export function wrap(text: string, width = 68): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('<br>');
}
