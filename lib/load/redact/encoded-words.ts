/**
 * Four characters of base64 that hold three of an address: of digits and dots, or of hexadecimal digits and colons. Any
 * address of five characters or more has such a four, however its text is aligned.
 */
export const BASE64_OF_ADDRESS = `[L-O][CDSTijyz][AEIMQUYcgk4][u-z0-5]|[MNOQRYZ][DEGTUWjkmz02][ABEFIJMNQRUVYZcdghklop][B-Gh-mw-z0-6]`;
const MAY_BE_ENCODED = new RegExp(`${BASE64_OF_ADDRESS}|[0-9a-fA-F]{12}`);
const FOUR = new RegExp(`(?=${BASE64_OF_ADDRESS})`, 'g');
const RUN = /[A-Za-z0-9+/_-]{8,}/g;
const HEX_RUN = /[0-9a-f]{12,}/gi;
/** Hexadecimal code of a dot or a colon. */
const HEX_OF_ADDRESS = /2e|3a/i;

/**
 * Replaces the words of a text that are base64, base64url or hexadecimal code of a text with an address.
 *
 * @param holds whether a decoded text has an address
 * @param write gives what is to stand in place of such a word
 */
export function maskEncodedWords(
  text: string,
  holds: (decoded: string) => boolean,
  write: (word: string) => string,
): string {
  if (!MAY_BE_ENCODED.test(text)) return text;
  const isBase64 = (word: string) => base64Texts(word).some(holds);
  const words = text.replace(RUN, (run) => {
    if (base64Texts(run).length === 0) return run;
    // Part by part first: a path has slashes, too.
    const parts = run.replace(/[A-Za-z0-9]{8,}/g, (word) => (isBase64(word) ? write(word) : word));
    return parts === run && isBase64(run) ? write(run) : parts;
  });
  return words.replace(HEX_RUN, (run) => {
    if (!HEX_OF_ADDRESS.test(run)) return run;
    return [0, 1].some((from) => holds(Buffer.from(run.slice(from), 'hex').toString('latin1')))
      ? write(run)
      : run;
  });
}

/** What a run of base64 may say: a character of the run may be where a text begins, so it is decoded at each alignment that is likely. */
function base64Texts(run: string): readonly string[] {
  const offsets = new Set<number>();
  for (const { index = 0 } of run.matchAll(FOUR)) offsets.add(index % 4);
  return [...offsets].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1'));
}
