import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addClientEvidence,
  learnClientEvidence,
  type RecordClients,
} from '../../lib/detect/client-evidence.js';

// golden.json is what numpy and scipy say (golden.py).
const golden = JSON.parse(readFileSync(path.join(__dirname, 'golden.json'), 'utf8')) as Readonly<
  Record<string, readonly number[]>
> & { readonly mean: number; readonly explained: number };
const scores = Float32Array.from(golden.scores!);
const clients = clientsOf(golden.clients!);

function clientsOf(codes: readonly number[]): RecordClients {
  const addresses = Array.from({ length: Math.max(0, ...codes) + 1 }, (_, i) => `192.0.2.${i}`);
  return { codes: Int32Array.from(codes), addresses };
}

function near(actual: ArrayLike<number>, expected: readonly number[], name: string): void {
  assert.equal(actual.length, expected.length, name);
  for (const [at, value] of expected.entries())
    assert.ok(
      Math.abs(actual[at]! - value) <= 1e-5 * Math.max(1, Math.abs(value)),
      `${name}, place ${at}: ${actual[at]}, not ${value}`,
    );
}

test('client scores are means shrunk by three records, and clients explain what an analysis of variance says', () => {
  const evidence = learnClientEvidence(scores, clients);
  near([evidence.mean, evidence.explained], [golden.mean, golden.explained], 'mean and explained');
  assert.ok(evidence.used);
  near(addClientEvidence(scores, clients, evidence).clientScores, golden['client scores']!, 'client scores');
});

test('anomaly scores are the surprise of both scores together, and clients have their share of it', () => {
  const evidence = learnClientEvidence(scores, clients);
  near(evidence.reference, golden.sums!, 'reference');
  const added = addClientEvidence(scores, clients, evidence);
  near(added.scores, golden['anomaly scores']!, 'anomaly scores');
  near(added.clientShares, golden['client shares']!, 'client shares');
});

test('a record of a sample counts as the records that it stands for', () => {
  const { client } = learnClientEvidence(scores, clients, 10);
  const sorted = golden['client scores of a tenth']!.toSorted((a, b) => a - b);
  near([client.median], [(sorted[29]! + sorted[30]!) / 2], 'median');
  // Records that are repeated in place of a weight.
  const repeated = <T>(list: ArrayLike<T>) => Array.from(list).flatMap((one) => Array<T>(10).fill(one));
  const all = learnClientEvidence(Float32Array.from(repeated(scores)), clientsOf(repeated(golden.clients!)));
  near([client.median], [all.client.median], 'median of all records');
});

/** Records of two clients with 40 records each, whose scores differ on average by so much. */
function twoClients(difference: number) {
  const codes = Array.from({ length: 80 }, (_, i) => i % 2);
  const own = Float32Array.from(codes, (code, i) => ((i * 7) % 20) / 20 + difference * code);
  return { own, clients: clientsOf(codes) };
}

test('clients that explain less than 0.15 of the variance change no score', () => {
  let explained = 0;
  for (const difference of [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 1, 3]) {
    const { own, clients: both } = twoClients(difference);
    const evidence = learnClientEvidence(own, both);
    assert.equal(evidence.used, evidence.explained >= 0.15, `${difference}: ${evidence.explained}`);
    assert.ok(evidence.explained >= explained && evidence.explained <= 1, `${difference}`);
    explained = evidence.explained;
    const added = addClientEvidence(own, both, evidence);
    if (evidence.used) {
      assert.notDeepEqual(added.scores, own);
      continue;
    }
    assert.deepEqual(added.scores, own);
    assert.ok(added.clientShares.every((share) => share === 0));
    assert.equal(evidence.reference.length, 0);
    assert.equal(added.clientScores.length, own.length, 'client scores are there all the same');
  }
  assert.ok(explained > 0.9);
});

test('one client, a record of each client and equal scores are no evidence', () => {
  for (const codes of [Array<number>(60).fill(0), [...Array(60).keys()]]) {
    const evidence = learnClientEvidence(scores, clientsOf(codes));
    assert.deepEqual([evidence.explained, evidence.used], [0, false]);
    assert.deepEqual(addClientEvidence(scores, clientsOf(codes), evidence).scores, scores);
  }
  for (const score of [0, 0.1, 0.7, 3]) {
    const alike = new Float32Array(60).fill(score);
    const evidence = learnClientEvidence(alike, clients);
    assert.deepEqual([evidence.explained, evidence.used], [0, false], `${score}`);
  }
});

test('a client that no training record had counts as its own records say', () => {
  const evidence = learnClientEvidence(scores, clients);
  const high = Math.max(...scores);
  const added = addClientEvidence(
    Float32Array.of(high, high, high, high, high),
    clientsOf([0, 1, 1, 1, 1]),
    evidence,
  );
  near(
    added.clientScores,
    [high + 3 * golden.mean, ...Array<number>(4).fill(4 * high + 3 * golden.mean)].map(
      (sum, i) => sum / (i === 0 ? 4 : 7),
    ),
    'client scores',
  );
  assert.ok(added.scores[1]! > added.scores[0]!);
  assert.equal(added.scores[1], added.scores[4]);
});

/** Any scores of the records of some clients. */
const anyRecords = fc.array(fc.tuple(fc.float({ min: 0, max: 1e6, noNaN: true }), fc.nat({ max: 5 })), {
  minLength: 1,
  maxLength: 60,
});
const split = (records: readonly (readonly [number, number])[]) => ({
  own: Float32Array.from(records, ([score]) => score),
  of: clientsOf(records.map(([, code]) => code)),
});

test('of any records, scores are finite and shares lie between 0 and 1', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const { own, of } = split(records);
      const evidence = learnClientEvidence(own, of);
      assert.ok(evidence.explained >= 0 && evidence.explained <= 1, `${evidence.explained}`);
      const added = addClientEvidence(own, of, evidence);
      for (const [row] of records.entries()) {
        assert.ok(Number.isFinite(added.scores[row]) && Number.isFinite(added.clientScores[row]));
        assert.ok(added.scores[row]! >= 0 && added.clientShares[row]! >= 0 && added.clientShares[row]! <= 1);
      }
    }),
  );
});

test('of two records of one client, the one with the higher score has the higher anomaly score', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const { own, of } = split(records);
      const { scores: added } = addClientEvidence(own, of, learnClientEvidence(own, of));
      for (const [a, [score, code]] of records.entries())
        for (const [b, [other, otherCode]] of records.entries())
          if (code === otherCode && score > other) assert.ok(added[a]! >= added[b]!, `${a}, ${b}`);
    }),
  );
});

test('records in another order have the same scores', () => {
  const keyed = fc.array(
    fc.tuple(fc.float({ min: 0, max: 100, noNaN: true }), fc.nat({ max: 5 }), fc.double({ noNaN: true })),
    { minLength: 2, maxLength: 60 },
  );
  fc.assert(
    fc.property(keyed, (records) => {
      const order = [...records.keys()].sort((a, b) => records[a]![2] - records[b]![2]);
      const ofOrder = (places: readonly number[]) => {
        const { own, of } = split(places.map((place) => [records[place]![0], records[place]![1]] as const));
        const evidence = learnClientEvidence(own, of);
        return { evidence, ...addClientEvidence(own, of, evidence) };
      };
      const [one, other] = [ofOrder([...records.keys()]), ofOrder(order)];
      assert.equal(other.evidence.used, one.evidence.used);
      for (const [to, from] of order.entries()) {
        const close = (a: number, b: number) => Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a));
        assert.ok(close(other.clientScores[to]!, one.clientScores[from]!), `client score ${from}`);
        if (!one.evidence.used) {
          assert.equal(other.scores[to], one.scores[from]);
          continue;
        }
        // Sums of numbers in another order may differ in the last digit, and by it one record may count or not.
        const difference = Math.exp(-other.scores[to]!) - Math.exp(-one.scores[from]!);
        assert.ok(Math.abs(difference) <= 1.5 / records.length, `score ${from}: ${difference}`);
      }
    }),
  );
});

test('no records are refused', () => {
  assert.throws(() => learnClientEvidence(new Float32Array(), clientsOf([])));
});
