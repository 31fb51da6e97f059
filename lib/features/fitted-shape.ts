import { count, listOf, number, object, optional, type Shape, text, where } from '../files/json-shape.js';

const positive = where((value) => Number.isFinite(value) && Number(value) > 0);
const bigrams = { bigrams: text, counts: listOf(number) };
const grams = object({ grams: text, clients: listOf(number) });

const parameter = object({
  name: text,
  clients: number,
  values: optional(object({ ...bigrams, length: object({ median: number, scale: positive }) })),
});

const requests = object({
  clients: number,
  paths: listOf(
    object({
      path: text,
      clients: number,
      tuples: listOf(object({ names: listOf(text), clients: number })),
      parameters: listOf(parameter),
    }),
  ),
  values: object(bigrams),
  characters: grams,
  pairs: grams,
  triples: grams,
});

const column = object({
  name: text,
  unit: text,
  meaning: text,
  form: text,
  topic: text,
  category: optional(text),
  clients: optional(number),
  median: number,
  scale: positive,
});

/** Shape of fitted features in a file. Whether this version has the features is known when they are computed. */
export const fittedShape: Shape = object({
  records: count,
  windowSeconds: positive,
  frequencies: listOf(object({ column: text, value: text, n: count })),
  requests: optional(requests),
  columns: listOf(column),
  dropped: listOf(object({ name: text, reason: text })),
});
