import { placesOf } from './count-grams.js';
import { integerTable, MULTIPLIER } from './integer-table.js';
import { END, type GramCounts, MAX_REQUEST_CHARACTERS, type RequestModel, START } from './request-model.js';

/** Rarities -ln(share of clients) of the n-grams of a text, each distinct one once. */
export interface GramRarity {
  /** Of the rarest character. */
  character: number;
  /** Mean of the three rarest pairs. */
  rarestPairs: number;
  /** Mean of all pairs, and of all triples. */
  pairs: number;
  triples: number;
}

/**
 * Makes a function that computes the rarity of the characters of a text, and of its pairs and triples, start
 * and end of the text included. What the model does not have counts as seen by one client; characters that it
 * does not have count as one and the same.
 *
 * A pair is a position in arrays; a triple is looked up in a hash table. What a text has had before is marked
 * with its number, so that nothing is cleared between texts.
 *
 * @returns a function of a decoded request of at most `MAX_REQUEST_CHARACTERS`, whose result is overwritten
 *   by the next call
 */
export function gramRarity(
  model: Pick<RequestModel, 'clients' | 'characters' | 'pairs' | 'triples'>,
): (text: string) => Readonly<GramRarity> {
  const places = placesOf(model.characters.grams);
  const [start, end] = [places[START.charCodeAt(0)]!, places[END.charCodeAt(0)]!];
  const once = clientRarity(1, model.clients);
  const rarities = ({ clients }: GramCounts) =>
    Float64Array.from(clients, (n) => clientRarity(n, model.clients));
  const characterRarity = Float64Array.of(once, ...rarities(model.characters));
  const width = characterRarity.length;
  const pairRarity = new Float64Array(width * width).fill(once);
  const lastText = new Int32Array(width * width);
  rarities(model.pairs).forEach((value, nth) => {
    const [first, second] = [0, 1].map((i) => places[model.pairs.grams.charCodeAt(2 * nth + i)]!);
    pairRarity[first! * width + second!] = value;
  });
  // Open addressing in arrays of this function, without a call a triple.
  const shift = Math.clz32(4 * model.triples.clients.length + 4);
  const tripleKeys = new Int32Array(2 ** (32 - shift)).fill(-1);
  const tripleRarity = new Float64Array(tripleKeys.length);
  const lastTextOfTriple = new Int32Array(tripleKeys.length);
  // A variable of this function is read faster than what is imported.
  const multiplier = MULTIPLIER;
  const slotOf = (key: number) => {
    let slot = Math.imul(key, multiplier) >>> shift;
    for (let there = tripleKeys[slot]!; there !== key && there !== -1; there = tripleKeys[slot]!)
      slot = (slot + 1) & (tripleKeys.length - 1);
    return slot;
  };
  rarities(model.triples).forEach((value, nth) => {
    const [first, second, third] = [0, 1, 2].map((i) => places[model.triples.grams.charCodeAt(3 * nth + i)]!);
    const slot = slotOf((first! * width + second!) * width + third!);
    tripleKeys[slot] = (first! * width + second!) * width + third!;
    tripleRarity[slot] = value;
  });
  const unknownTriples = integerTable(MAX_REQUEST_CHARACTERS);
  const rarity: GramRarity = { character: 0, rarestPairs: 0, pairs: 0, triples: 0 };
  let nthText = 0;

  return (text) => {
    nthText += 1;
    unknownTriples.clear();
    let character = 0;
    let first = 0;
    let second = 0;
    let third = 0;
    let pairs = 0;
    let pairSum = 0;
    let knownTriples = 0;
    let tripleSum = 0;
    let secondLast = 0;
    let last = start;
    for (let at = 0; at <= text.length; at++) {
      const place = at < text.length ? places[text.charCodeAt(at)]! : end;
      if (characterRarity[place]! > character) character = characterRarity[place]!;
      if (at > 0) {
        const triple = (secondLast * width + last) * width + place;
        const slot = slotOf(triple);
        if (tripleKeys[slot] !== triple) unknownTriples.add(triple);
        else if (lastTextOfTriple[slot] !== nthText) {
          lastTextOfTriple[slot] = nthText;
          knownTriples += 1;
          tripleSum += tripleRarity[slot]!;
        }
      }
      const pair = last * width + place;
      secondLast = last;
      last = place;
      if (lastText[pair] === nthText) continue;
      lastText[pair] = nthText;
      const value = pairRarity[pair]!;
      pairs += 1;
      pairSum += value;
      if (value <= third) continue;
      third = value > second ? second : value;
      if (value <= second) continue;
      second = value > first ? first : value;
      if (value > first) first = value;
    }
    const unknown = unknownTriples.size();
    rarity.character = character;
    rarity.rarestPairs = (first + second + third) / Math.min(3, pairs);
    rarity.pairs = pairSum / pairs;
    rarity.triples = (tripleSum + unknown * once) / Math.max(1, knownTriples + unknown);
    return rarity;
  };
}

/** -ln of a share of clients, of whom at least one counts. */
export const clientRarity = (count: number, clients: number): number =>
  Math.log(Math.max(1, clients) / Math.max(1, count));
