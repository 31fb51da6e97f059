import { keyOf, placesOf } from './count-grams.js';
import { integerTable } from './integer-table.js';
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
 * @returns a function of a decoded request of at most `MAX_REQUEST_CHARACTERS`, whose result is overwritten
 *   by the next call
 */
export function gramRarity(
  model: Pick<RequestModel, 'clients' | 'characters' | 'pairs' | 'triples'>,
): (text: string) => Readonly<GramRarity> {
  const places = placesOf(model.characters.grams);
  const [start, end] = [places[START.charCodeAt(0)]!, places[END.charCodeAt(0)]!];
  const once = clientRarity(1, model.clients);
  const characters = [once, ...model.characters.clients.map((n) => clientRarity(n, model.clients))];
  const [pairRarity, tripleRarity] = [rarityTable(model.pairs, 2), rarityTable(model.triples, 3)];
  const [seenPairs, seenTriples] = [
    integerTable(MAX_REQUEST_CHARACTERS + 1),
    integerTable(MAX_REQUEST_CHARACTERS),
  ];
  const rarity: GramRarity = { character: 0, rarestPairs: 0, pairs: 0, triples: 0 };

  function rarityTable({ grams, clients }: GramCounts, n: number): (key: number) => number {
    const table = integerTable(clients.length);
    clients.forEach((_, nth) => {
      let key = 0;
      for (let i = nth * n; i < (nth + 1) * n; i++) key = keyOf(key, places[grams.charCodeAt(i)]!);
      table.add(key);
    });
    const values = Float64Array.from(clients, (count) => clientRarity(count, model.clients));
    return (key) => {
      const place = table.find(key);
      return place < 0 ? once : values[place]!;
    };
  }

  return (text) => {
    seenPairs.clear();
    seenTriples.clear();
    let character = 0;
    let [first, second, third] = [0, 0, 0];
    let [pairSum, tripleSum] = [0, 0];
    let [pair, last] = [0, start];
    for (let at = 0; at <= text.length; at++) {
      const place = at < text.length ? places[text.charCodeAt(at)]! : end;
      if (characters[place]! > character) character = characters[place]!;
      if (at > 0) {
        const before = seenTriples.size();
        const triple = keyOf(pair, place);
        seenTriples.add(triple);
        if (seenTriples.size() > before) tripleSum += tripleRarity(triple);
      }
      pair = keyOf(last, place);
      last = place;
      const before = seenPairs.size();
      seenPairs.add(pair);
      if (seenPairs.size() === before) continue;
      const value = pairRarity(pair);
      pairSum += value;
      if (value > first) [first, second, third] = [value, first, second];
      else if (value > second) [second, third] = [value, second];
      else if (value > third) third = value;
    }
    rarity.character = character;
    rarity.rarestPairs = (first + second + third) / Math.min(3, seenPairs.size());
    rarity.pairs = pairSum / seenPairs.size();
    rarity.triples = tripleSum / Math.max(1, seenTriples.size());
    return rarity;
  };
}

/** -ln of a share of clients, of whom at least one counts. */
export const clientRarity = (count: number, clients: number): number =>
  Math.log(Math.max(1, clients) / Math.max(1, count));
