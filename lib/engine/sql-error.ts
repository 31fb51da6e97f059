import { closest, distance } from 'fastest-levenshtein';

/** A name with at most this share of other letters is what was meant. */
const MAX_DISTANCE_SHARE = 0.5;

/**
 * Says what is wrong with an SQL text in one sentence with line, column and the name meant, and shows the place
 * under it with a caret. The engine's own lists of functions and candidates are left out.
 *
 * @param error what the engine threw
 * @param sql the text it was given
 * @param names columns and tables that exist
 */
export function sqlError(error: Error, sql: string, names: readonly string[]): Error {
  const [message = '', shown] = error.message.split(/\n+(?=LINE \d+: )/);
  const sentence = (message.split('\n')[0] ?? '')
    .replace(/^(Failed to [a-z ]+: )?(\w+ )?Error: /, '')
    .replace(/[.!:]*$/, '');
  const place = findPlace(sql, shown);
  const wrong = /(?:column|named?) "?(\w+)"?/i.exec(sentence)?.[1];
  const intended = message.match(/Did you mean "([^"]+)"/)?.[1] ?? (wrong && nearest(wrong, names));
  const where = place ? `SQL, line ${place.line}, column ${place.column}` : 'SQL';
  const result = new Error(
    `${where}: ${sentence}.${intended ? ` Did you mean ${intended}?` : ''}${place ? `\n  ${place.text}\n  ${' '.repeat(place.column - 1)}^` : ''}`,
  );
  result.name = 'SqlError';
  return result;
}

/** The engine shows a piece of the line, cut with dots on either side, and a caret under the place. */
function findPlace(sql: string, shown: string | undefined) {
  const [piece = '', caret = ''] = (shown ?? '').split('\n');
  const prefix = /^LINE (\d+): /.exec(piece);
  if (prefix === null) return undefined;
  const line = Number(prefix[1]);
  const text = sql.split('\n')[line - 1] ?? '';
  const part = piece.slice(prefix[0].length);
  const cut = part.startsWith('...') && !text.startsWith('...') ? 3 : 0;
  const start = text.indexOf(part.slice(cut).replace(/\.\.\.$/, ''));
  return { line, text, column: Math.max(start, 0) + caret.indexOf('^') - prefix[0].length - cut + 1 };
}

function nearest(name: string, names: readonly string[]): string | undefined {
  const candidate = names.length > 0 ? closest(name.toLowerCase(), [...names]) : undefined;
  return candidate !== undefined &&
    distance(name.toLowerCase(), candidate) <= MAX_DISTANCE_SHARE * name.length
    ? candidate
    : undefined;
}
