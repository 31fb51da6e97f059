import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ClientRequest, requestModel } from '../../../lib/features/requests/learn-requests.js';
import type { RequestModel } from '../../../lib/features/requests/request-model.js';
import { REQUEST_FEATURES, requestScorer } from '../../../lib/features/requests/request-scorer.js';
import { HOSTILE, MEGABYTE } from '../../hostile/strings.js';

type Golden = readonly (readonly [client: string, uri: string, features: readonly number[]])[];
const golden = JSON.parse(readFileSync(path.join(__dirname, 'golden.json'), 'utf8')) as Golden;
const requests: readonly ClientRequest[] = golden.map(([client, uri]) => [client, uri]);
const model = requestModel(requests);

/** Scores of texts by name of the feature. */
function scores(by: RequestModel, uris: readonly string[]): readonly Readonly<Record<string, number>>[] {
  const score = requestScorer(by);
  const values = new Float32Array(REQUEST_FEATURES.length);
  return uris.map((uri) => {
    score(uri, values, 0);
    return Object.fromEntries(REQUEST_FEATURES.map((name, j) => [name, values[j]!]));
  });
}

test('features of requests are those of numpy', () => {
  const found = scores(
    model,
    golden.map(([, uri]) => uri),
  );
  golden.forEach(([, uri, expected], i) => {
    REQUEST_FEATURES.forEach((name, j) => {
      const value = found[i]![name]! * (name.endsWith('surprise') ? Math.LN2 : 1);
      assert.ok(
        Math.abs(value - expected[j]!) <= 1e-5 * Math.max(1, Math.abs(expected[j]!)),
        `${name} of ${uri}: ${value} is not ${expected[j]}`,
      );
    });
  });
});

const uri = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url).pathname + new URL(url).search),
  fc
    .array(
      fc.constantFrom(
        '/',
        '?',
        '&',
        '=',
        '%',
        '%00',
        '%2',
        '%25',
        '+',
        'a',
        '9',
        '\ud800',
        '\udc00',
        'İ',
        '\uffff',
      ),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(...HOSTILE, '%00'.repeat(5_000), '?a&'.repeat(5_000), 'İ'.repeat(9_000), MEGABYTE),
);

test('any request has finite features, and the same text has the same', () => {
  fc.assert(
    fc.property(fc.array(uri, { minLength: 1, maxLength: 5 }), (uris) => {
      const found = scores(model, [...uris, ...uris]);
      assert.deepEqual(found.slice(uris.length), found.slice(0, uris.length));
      for (const features of found)
        for (const [name, value] of Object.entries(features))
          assert.ok(Number.isFinite(value) && value > -1e-6, `${name}: ${value}`);
    }),
    { numRuns: 300 },
  );
});

test('any requests can be learned, in any order, and give the same model again out of its JSON', () => {
  const sent = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), uri), { maxLength: 30 });
  fc.assert(
    fc.property(sent, fc.infiniteStream(fc.nat()), (pairs, order) => {
      const learned = requestModel(pairs);
      const shuffled = pairs
        .map((pair) => ({ pair, at: order.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ pair }) => pair);
      assert.deepEqual(requestModel(shuffled), learned);
      const again = JSON.parse(JSON.stringify(learned)) as RequestModel;
      assert.deepEqual(again, learned);
      const texts = pairs.map(([, text]) => text);
      assert.deepEqual(scores(again, texts), scores(learned, texts));
      for (const features of scores(learned, texts))
        assert.ok(Object.values(features).every(Number.isFinite), JSON.stringify(features));
    }),
    { numRuns: 100 },
  );
});

test('a path, a name and characters that no client sent before count as sent by one', () => {
  const learned = requestModel(['a', 'b', 'c', 'd'].map((client) => [client, '/?x=1']));
  const [known, path_, name] = scores(learned, ['/?x=1', '/b', '/?y=1']);
  const ln4 = Math.fround(Math.log(4));
  assert.deepEqual(
    [known?.request_path_rarity, path_?.request_path_rarity, name?.request_path_rarity],
    [0, ln4, 0],
  );
  assert.deepEqual(
    [known, path_, name].map((one) => [one?.request_names_rarity, one?.request_name_rarity]),
    [
      [0, 0],
      [0, 0],
      [ln4, ln4],
    ],
  );
  assert.deepEqual(
    [known, path_, name].map((one) => one?.request_rarest_character),
    [0, ln4, ln4],
  );
});

test('how a request is encoded changes nothing', () => {
  const [plain, encoded] = scores(model, [
    "/search?q=1' or '1'='1&page=1",
    '/search?q=1%27+OR+%25271%27%3D%271&page=1',
  ]);
  assert.deepEqual(encoded, plain);
});

test('a model has no more than a few megabytes, whatever was sent', () => {
  const many: ClientRequest[] = Array.from({ length: 5_000 }, (_, i) => [
    `${i % 100}`,
    `/${(i * 7_919) % 9_973}/${'x'.repeat(i % 700)}?n${i % 5_003}=${i}`,
  ]);
  const { paths, triples } = requestModel(many);
  assert.ok(paths.every(({ path: one }) => one.length <= 500));
  assert.ok(triples.clients.length <= 65_536 && triples.grams.length === 3 * triples.clients.length);
});
