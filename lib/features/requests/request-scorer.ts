import { clientRarity, gramRarity } from './gram-rarity.js';
import { type RequestModel, SEPARATOR } from './request-model.js';
import { splitRequest } from './split-request.js';
import { valueSurprise } from './value-model.js';

/** Features of a request, in the order in which a scorer writes them. */
export const REQUEST_FEATURES = [
  'request_path_rarity',
  'request_names_rarity',
  'request_name_rarity',
  'request_value_surprise',
  'request_character_surprise',
  'request_value_length',
  'request_rarest_character',
  'request_rarest_pairs',
  'request_pair_rarity',
  'request_triple_rarity',
] as const;

/**
 * Writes the features of a request into an array.
 *
 * @param uri the request as it was sent; of more than 8,000 characters the rest is ignored
 * @param at position of the first of the `REQUEST_FEATURES.length` values
 */
export type RequestScorer = (uri: string, into: Float32Array, at: number) => void;

/**
 * Makes a function that computes how unusual a request is by what was learned of others. A path, name or
 * n-gram that the model does not have counts as seen by one client.
 *
 * @example
 * const values = new Float32Array(REQUEST_FEATURES.length);
 * requestScorer(requestModel([['192.0.2.1', '/'], ['192.0.2.2', '/']]))('/', values, 0);
 * console.log(values[0]); // 0: every client asks for the path
 */
export function requestScorer(model: RequestModel): RequestScorer {
  const rarity = (clients: number) => clientRarity(clients, model.clients);
  const once = rarity(1);
  const commonValues = valueSurprise(model.values, false);
  const paths = new Map(
    model.paths.map(({ path, clients, tuples, parameters }) => [
      path,
      {
        rarity: rarity(clients),
        tuples: new Map(tuples.map(({ names, clients: n }) => [names.join(SEPARATOR), rarity(n)])),
        parameters: new Map(
          parameters.map(({ name, clients: n, values }) => [
            name,
            {
              rarity: rarity(n),
              ...(values && { surprise: valueSurprise(values, true), length: values.length }),
            },
          ]),
        ),
      },
    ]),
  );
  const grams = gramRarity(model);
  return (uri, into, at) => {
    const { text, path, names, values } = splitRequest(uri);
    const known = paths.get(path);
    const ofPath = known?.rarity ?? once;
    let name = 0;
    let sum = 0;
    let max = 0;
    let length = 0;
    for (let k = 0; k < names.length; k++) {
      const value = values[k]!;
      const parameter = known?.parameters.get(names[k]!);
      name = Math.max(name, (parameter?.rarity ?? once) - ofPath);
      const surprise = (parameter?.surprise ?? commonValues)(value);
      sum = Math.max(sum, surprise.sum);
      max = Math.max(max, surprise.max);
      if (parameter?.length)
        length = Math.max(
          length,
          Math.abs(Math.log1p(value.length) - parameter.length.median) / parameter.length.scale,
        );
    }
    const ofGrams = grams(text);
    into[at] = ofPath;
    into[at + 1] = (known?.tuples.get(names.join(SEPARATOR)) ?? once) - ofPath;
    into[at + 2] = name;
    into[at + 3] = sum;
    into[at + 4] = max;
    into[at + 5] = length;
    into[at + 6] = ofGrams.character;
    into[at + 7] = ofGrams.rarestPairs;
    into[at + 8] = ofGrams.pairs;
    into[at + 9] = ofGrams.triples;
  };
}
