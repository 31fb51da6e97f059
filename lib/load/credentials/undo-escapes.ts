/** Places of a text: from the first character, to the one after the last. */
export type Span = readonly [from: number, to: number];

/** A text with its escapes undone once. Character i stands for the original from `starts[i]` to `ends[i]`. */
export interface Unescaped {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Attackers encode twice to pass filters that decode once; some applications decode three times. */
const MAX_ROUNDS = 4;
const ESCAPES =
  /%([0-9a-f]{2})|\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|%u([0-9a-f]{4})|&#x([0-9a-f]{1,6});|&#(\d{1,7});|&(amp|quot|apos|lt|gt|equals);/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  equals: '=',
};

/**
 * Undoes percent encoding, escapes of strings (`\x22`, `\u0022`) and entities of HTML. A byte becomes one character:
 * names and separators of parameters are ASCII.
 *
 * @returns null where the text has no escape
 */
function unescapeOnce(text: string): Unescaped | null {
  const characters: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  const copy = (until: number) => {
    for (; at < until; at++) {
      characters.push(text[at]!);
      starts.push(at);
      ends.push(at + 1);
    }
  };
  for (const match of text.matchAll(ESCAPES)) {
    copy(match.index ?? 0);
    const [whole, percent, byte, unit, iis, hexEntity, entity, named] = match;
    const hex = percent ?? byte ?? unit ?? iis ?? hexEntity;
    const code = hex === undefined ? Number(entity) : Number.parseInt(hex, 16);
    characters.push(named ? ENTITIES[named.toLowerCase()]! : String.fromCharCode(code & 0xffff));
    starts.push(at);
    at += whole.length;
    ends.push(at);
  }
  if (at === 0) return null;
  copy(text.length);
  return { text: characters.join(''), starts, ends };
}

/** A text with its escapes undone once, twice and so on, with the places of each in the original. */
export function* unescapedTexts(original: string): Generator<Unescaped> {
  let before = unescapeOnce(original);
  for (let round = 1; before !== null && round <= MAX_ROUNDS; round++) {
    yield before;
    const next = unescapeOnce(before.text);
    if (next === null) return;
    const { starts, ends } = before;
    before = {
      text: next.text,
      starts: next.starts.map((place) => starts[place]!),
      ends: next.ends.map((place) => ends[place - 1]!),
    };
  }
}
