import {
  all,
  count,
  listOf,
  notNegative,
  number,
  object,
  optional,
  positive,
  type Shape,
  text,
  where,
} from '../files/json-shape.js';
import { type FeatureFile, featureDefinitions } from './feature-definitions.js';
import type { FeatureColumn } from './feature-matrix.js';
import type { FittedFeatures, Frequency } from './fitted-features.js';
import { MAX_ALPHABET, MAX_BIGRAMS, MAX_GRAMS } from './requests/request-model.js';

/** Largest median and scale of a feature, which are logarithms, shares or counts, and the smallest scale. */
const MAX_VALUE = 1e9;
const MIN_SCALE = 1e-30;

/** Widest time window: a year in seconds. */
const MAX_WINDOW_SECONDS = 366 * 86_400;

/** A number of records, which SQL has as an INTEGER. */
const recordCount = where(
  (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31,
);

/** Counts of n-grams, which are in one text one after the other. */
const grams = (
  name: 'bigrams' | 'grams',
  counts: 'counts' | 'clients',
  length: number,
  limit: number,
): Shape =>
  all(
    object({ [name]: text, [counts]: listOf(count, limit) }),
    where((value) => {
      const { [name]: listed, [counts]: counted } = value as Record<string, { readonly length: number }>;
      return listed!.length === length * counted!.length;
    }),
  );

const bigrams = grams('bigrams', 'counts', 2, MAX_BIGRAMS);

const parameter = object({
  name: text,
  clients: count,
  values: optional(all(bigrams, object({ length: object({ median: number, scale: positive }) }))),
});

const requests = object({
  clients: count,
  paths: listOf(
    object({
      path: text,
      clients: count,
      tuples: listOf(object({ names: listOf(text), clients: count })),
      parameters: listOf(parameter),
    }),
  ),
  values: bigrams,
  // An array with a place for every pair of these characters is made.
  characters: grams('grams', 'clients', 1, MAX_ALPHABET),
  pairs: grams('grams', 'clients', 2, MAX_GRAMS),
  triples: grams('grams', 'clients', 3, MAX_GRAMS),
});

const definitions = new Map(featureDefinitions.map((definition) => [definition.name, definition]));
const categories = new Set(featureDefinitions.flatMap(({ category }) => category ?? []));

/** A feature of this version of the project: its name and its category are parts of SQL. */
const isKnown: Shape = (value, place) => {
  const column = value as FeatureColumn;
  const definition = definitions.get(column.name);
  if (definition === undefined) return `${place}.name`;
  const odd = (['form', 'topic', 'group', 'category'] as const).find(
    (field) => column[field] !== definition[field],
  );
  return odd === undefined ? undefined : `${place}.${odd}`;
};

const column = all(
  object({
    name: text,
    unit: text,
    meaning: text,
    clients: optional(notNegative),
    median: inRange(-MAX_VALUE, MAX_VALUE),
    scale: inRange(MIN_SCALE, MAX_VALUE),
  }),
  isKnown,
);

const frequency = object({
  column: where((name) => categories.has(String(name))),
  value: text,
  n: recordCount,
});

/** Shape of features that were fitted by this version of the project, or by one with the same features. */
export const fittedShape: Shape = all(
  object({
    records: recordCount,
    windowSeconds: where(
      (value) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= MAX_WINDOW_SECONDS,
    ),
    frequencies: all(
      listOf(frequency),
      distinct<Frequency>(({ column, value }) => `${column} ${value}`),
    ),
    requests: optional(requests),
    columns: all(
      listOf(column),
      distinct<FeatureColumn>(({ name }) => name),
    ),
    dropped: listOf(object({ name: text, reason: text })),
  }),
  (value, place) => {
    const { records, columns, frequencies, requests } = value as FittedFeatures;
    const has = (file: FeatureFile) => columns.some(({ name }) => definitions.get(name)!.file === file);
    if (records === 0 && columns.length > 0) return `${place}.records`;
    if (frequencies.length === 0 && has('features')) return `${place}.frequencies`;
    return requests === undefined && has('request-texts') ? `${place}.requests` : undefined;
  },
);

/** A number from `least` to `most`. */
function inRange(least: number, most: number): Shape {
  return where((value) => Number.isFinite(value) && Number(value) >= least && Number(value) <= most);
}

/** A list without two items of one key. */
function distinct<Item>(key: (item: Item) => string): Shape {
  return where(
    (list) => new Set((list as readonly Item[]).map(key)).size === (list as readonly Item[]).length,
  );
}
