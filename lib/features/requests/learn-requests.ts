import { batchColumns } from '../../engine/column-batch.js';
import type { Engine } from '../../engine/engine.js';
import { readSqlFile } from '../../engine/read-sql-file.js';
import { countGrams } from './count-grams.js';
import { type LearnedPath, type RequestModel, SEPARATOR } from './request-model.js';
import { splitRequest } from './split-request.js';
import { countBigrams, learnValues } from './value-model.js';

/** Values from which on a parameter has a model of its own. */
const MIN_VALUES = 20;
/** What a model keeps, of the most clients or values: some megabytes. */
const MAX_PATHS = 20_000;
const MAX_TUPLES = 50_000;
const MAX_PARAMETERS = 50_000;
const MAX_VALUE_MODELS = 2_000;
/** Longer paths and names are not kept, and count as seen by one client. */
const MAX_KEPT_LENGTH = 500;

/** A client and a request that it sent. */
export type ClientRequest = readonly [client: string, uri: string];

/** Learns what requests are like from the records of an engine, of at most some 200,000 clients and requests. */
export async function learnRequests(engine: Engine): Promise<RequestModel> {
  const columns = await batchColumns(engine.stream(readSqlFile('features-request-pairs')));
  const uris = (columns.uri ?? []).map(String);
  return requestModel((columns.src_ip ?? []).map((client, i) => [String(client), uris[i]!]));
}

/** How many clients, by an integer each, did something: they come one after the other. */
interface Count {
  clients: number;
  last: number;
}

interface PathCount extends Count {
  readonly tuples: Map<string, Count & { readonly names: readonly string[] }>;
  readonly parameters: Map<string, Count & { readonly values: string[] }>;
}

/**
 * Learns what requests are like: by how many clients paths, names of parameters and n-grams of characters
 * come, and what values of parameters look like (Kruegel and Vigna, Anomaly Detection of Web-based Attacks,
 * 2003).
 *
 * @param requests clients and their requests, in any order
 *
 * @example
 * requestModel([['192.0.2.1', '/'], ['192.0.2.2', '/']]).paths; // [{ path: '/', clients: 2, … }]
 */
export function requestModel(requests: readonly ClientRequest[]): RequestModel {
  // In a fixed order, since limits cut off what comes last.
  const sorted = [...requests].sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]));
  const paths = new Map<string, PathCount>();
  const seen = new Set<string>();
  const texts: string[] = [];
  const clients = new Int32Array(sorted.length);
  let client = -1;
  sorted.forEach(([name, uri], i) => {
    if (i === 0 || name !== sorted[i - 1]![0]) client += 1;
    clients[i] = client;
    const { text, path, names, values } = splitRequest(uri);
    texts.push(text);
    const ofPath = paths.get(path) ?? { ...NONE, tuples: new Map(), parameters: new Map() };
    paths.set(path, ofPath);
    count(ofPath, client);
    const tuple = names.join(SEPARATOR);
    const ofTuple = ofPath.tuples.get(tuple) ?? { ...NONE, names };
    ofPath.tuples.set(tuple, ofTuple);
    count(ofTuple, client);
    const request = [path, tuple, ...values].join(SEPARATOR);
    const isNew = names.length > 0 && !seen.has(request);
    if (isNew) seen.add(request);
    names.forEach((parameter, k) => {
      const known = ofPath.parameters.get(parameter) ?? { ...NONE, values: [] };
      ofPath.parameters.set(parameter, known);
      count(known, client);
      if (isNew) known.values.push(values[k]!);
    });
  });
  const every = [...paths.values()].flatMap(({ parameters }) => [...parameters.values()]);
  return {
    clients: client + 1,
    paths: keptPaths(paths),
    values: countBigrams(distinctValues(every.map(({ values }) => values))),
    ...countGrams({ texts, clients }),
  };
}

const NONE = { clients: 0, last: -1 };

function count(of: Count, client: number): void {
  if (of.last === client) return;
  of.last = client;
  of.clients += 1;
}

/** Each value of each parameter once. */
function* distinctValues(lists: readonly (readonly string[])[]): Generator<string, void, undefined> {
  for (const values of lists) yield* new Set(values);
}

/** What at least two clients sent, and values of which there are many. */
function keptPaths(paths: ReadonlyMap<string, PathCount>): readonly LearnedPath[] {
  const all = [...paths].map(([path, of]) => ({ path, of }));
  const tuples = all.flatMap(({ path, of }) =>
    [...of.tuples.values()].map((tuple) => ({ ...tuple, path, key: tuple.names.join(SEPARATOR) })),
  );
  const parameters = all.flatMap(({ path, of }) =>
    [...of.parameters].map(([key, { clients, values }]) => ({ path, key, clients, values })),
  );
  type Kept = { readonly path: string; readonly key: string };
  const isShort = ({ path, key }: Kept) => path.length <= MAX_KEPT_LENGTH && key.length <= MAX_KEPT_LENGTH;
  const most = <One extends Kept>(ones: readonly One[], weight: (one: One) => number, max: number) =>
    ones
      .filter(isShort)
      .sort((a, b) => weight(b) - weight(a) || compare(a.path, b.path) || compare(a.key, b.key))
      .slice(0, max);
  const modelled = new Set(
    most(
      parameters.filter(({ values }) => values.length >= MIN_VALUES),
      ({ values }) => values.length,
      MAX_VALUE_MODELS,
    ),
  );
  const shared = <One extends Kept & { readonly clients: number }>(ones: readonly One[], max: number) =>
    most(
      ones.filter(({ clients }) => clients >= 2),
      ({ clients }) => clients,
      max,
    );
  const keptTuples = byPath(shared(tuples, MAX_TUPLES));
  const keptParameters = byPath(new Set([...shared(parameters, MAX_PARAMETERS), ...modelled]));
  return most(
    all
      .map(({ path, of }) => ({ path, key: '', clients: of.clients }))
      .filter(({ path, clients }) => clients >= 2 || keptParameters.has(path)),
    ({ clients }) => clients,
    MAX_PATHS,
  ).map(({ path, clients }) => ({
    path,
    clients,
    tuples: (keptTuples.get(path) ?? []).map(({ names, clients: n }) => ({ names, clients: n })),
    parameters: (keptParameters.get(path) ?? []).map((parameter) => ({
      name: parameter.key,
      clients: parameter.clients,
      ...(modelled.has(parameter) && { values: learnValues(parameter.values) }),
    })),
  }));
}

function byPath<One extends { readonly path: string }>(ones: Iterable<One>): ReadonlyMap<string, One[]> {
  const groups = new Map<string, One[]>();
  for (const one of ones) {
    const group = groups.get(one.path);
    if (group) group.push(one);
    else groups.set(one.path, [one]);
  }
  return groups;
}

/** In the order of UTF-16 code units, whatever the locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
