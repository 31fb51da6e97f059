import { integerTable } from './integer-table.js';
import { END, type GramCounts, MAX_ALPHABET, MAX_GRAMS, START } from './request-model.js';

/** Distinct n-grams that are counted; further ones count as seen by one client. */
const MAX_COUNTED = 2_000_000;

/** Texts of clients, those of one client one after the other, in a fixed order. */
export interface ClientTexts {
  readonly texts: readonly string[];
  /** Number of the client of each text, ascending. */
  readonly clients: Int32Array;
}

/** Place in the alphabet, from 1 on, of each UTF-16 code unit; 0 for others. */
export function placesOf(alphabet: string): Uint16Array {
  const places = new Uint16Array(65_536);
  for (let i = 0; i < alphabet.length; i++) places[alphabet.charCodeAt(i)] = i + 1;
  return places;
}

/** Pairs and triples of places in an alphabet are integers to this base. */
const BASE = MAX_ALPHABET + 1;

/** Counts how many clients sent texts with each character, pair and triple of characters. */
export function countGrams(
  requests: ClientTexts,
): Readonly<Record<'characters' | 'pairs' | 'triples', GramCounts>> {
  const characters = countCharacters(requests);
  const places = placesOf(characters.grams);
  const [pairs, triples] = [clientCounter(), clientCounter()];
  const [start, end] = [places[START.charCodeAt(0)]!, places[END.charCodeAt(0)]!];
  requests.texts.forEach((text, i) => {
    const client = requests.clients[i]!;
    let pair = 0;
    let last = start;
    for (let at = 0; at <= text.length; at++) {
      const place = at < text.length ? places[text.charCodeAt(at)]! : end;
      if (at > 0) triples.count(pair * BASE + place, client);
      pair = last * BASE + place;
      pairs.count(pair, client);
      last = place;
    }
  });
  return {
    characters,
    pairs: pairs.kept(characters.grams, 2),
    triples: triples.kept(characters.grams, 3),
  };
}

/** The characters of the most clients, which are the alphabet of n-grams. */
function countCharacters({ texts, clients }: ClientTexts): GramCounts {
  const counts = new Int32Array(65_536);
  const lastClient = new Int32Array(65_536).fill(-1);
  texts.forEach((text, i) => {
    const client = clients[i]!;
    for (const part of [START, text, END])
      for (let at = 0; at < part.length; at++) {
        const code = part.charCodeAt(at);
        if (lastClient[code] !== client) counts[code]! += 1;
        lastClient[code] = client;
      }
  });
  const codes = Array.from(counts.keys()).filter((code) => counts[code]! > 0);
  const kept = codes.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, MAX_ALPHABET);
  return {
    grams: kept.map((code) => String.fromCharCode(code)).join(''),
    clients: kept.map((code) => counts[code]!),
  };
}

function clientCounter() {
  const table = integerTable(MAX_COUNTED);
  let counts: Int32Array = new Int32Array(1_024);
  let lastClient: Int32Array = new Int32Array(1_024);
  return {
    count(key: number, client: number): void {
      const place = table.add(key);
      if (place < 0) return;
      if (place >= counts.length) [counts, lastClient] = [doubled(counts), doubled(lastClient)];
      if (counts[place]! > 0 && lastClient[place] === client) return;
      counts[place]! += 1;
      lastClient[place] = client;
    },
    /** The n-grams of at least two clients, whose characters are all in the alphabet. */
    kept(alphabet: string, n: number): GramCounts {
      const grams: { readonly gram: string; readonly clients: number }[] = [];
      for (let place = 0; place < table.size(); place++) {
        const clients = counts[place]!;
        if (clients < 2) continue;
        const gram = gramOf(table.keyAt(place), n, alphabet);
        if (gram.length === n) grams.push({ gram, clients });
      }
      grams.sort((a, b) => b.clients - a.clients || (a.gram < b.gram ? -1 : 1));
      const kept = grams.slice(0, MAX_GRAMS);
      return { grams: kept.map(({ gram }) => gram).join(''), clients: kept.map(({ clients }) => clients) };
    },
  };
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** The characters of a key; fewer than n where one is outside the alphabet. */
function gramOf(key: number, n: number, alphabet: string): string {
  let gram = '';
  for (let rest = key, i = 0; i < n; i++, rest = Math.floor(rest / BASE))
    gram = alphabet.charAt((rest % BASE) - 1) + gram;
  return gram;
}
