import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { describeMethod } from '../../lib/report/describe-method.js';

const folder = mkdtempSync(path.join(tmpdir(), 'method-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('the method names the fingerprint of each file, the seed, what was trained and the versions', async () => {
  const file = path.join(folder, 'abc.csv');
  writeFileSync(file, 'abc');
  const table = path.join(folder, 'def');
  writeFileSync(table, 'abc');
  const given = ['logs/abc.csv', 'gone.csv', 'trino://host/hive/default/traffic'];
  const traffic = {
    files: [file, path.join(folder, 'gone.csv'), table],
    accounts: given.map((name) => ({ file: name })),
  } as never;
  const detection = {
    seed: 7,
    backend: 'wasm',
    rule: 'score above 0.4',
    detector: 'autoencoder',
    description: { score: 'an error', how: 'it rebuilds records' },
    reasonsNote: null,
    history: { unit: 'epoch', points: [{ step: 1 }, { step: 2 }, { step: 3 }], kept: 2, stopped: 'all done' },
    features: { columns: [{}, {}] },
    dropped: [{}],
    notScored: null,
    model: { evidence: null, leftOut: [] },
  } as unknown as Detection;
  const facts = new Map((await describeMethod(traffic, detection)).map(({ what, value }) => [what, value]));
  // FIPS 180-2, B.1.
  assert.equal(
    facts.get('SHA-256 of abc.csv'),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  assert.ok(facts.has('SHA-256 of trino://host/hive/default/traffic'));
  assert.equal(facts.has('SHA-256 of gone.csv'), false);
  assert.equal(facts.get('Seed'), '7');
  assert.match(facts.get('Training') ?? '', /^3 epochs \(all done\); the weights of epoch 2 /);
  assert.equal(facts.get('Model'), 'autoencoder: it rebuilds records');
  assert.match(facts.get('Computed with') ?? '', /TensorFlow\.js backend wasm$/);
  assert.equal(facts.has('Reasons'), false);
  assert.equal(facts.get('Called an anomaly'), 'score above 0.4');
  assert.match(
    facts.get('Versions') ?? '',
    /^@duckdb\/node-api \d.*, @tensorflow\/tfjs 4\.\d+\.\d+, plotly\.js \d+\.\d+\.\d+$/,
  );
  const forest = { ...detection, detector: 'isolation forest' as const, history: null, backend: null };
  const without = await describeMethod(traffic, { ...forest, reasonsNote: 'distances' });
  const values = new Map(without.map(({ what, value }) => [what, value]));
  assert.equal(values.has('Training'), false);
  assert.doesNotMatch(values.get('Computed with') ?? '', /TensorFlow/);
  assert.equal(values.get('Reasons'), 'distances');
  assert.equal(values.get('Learned from'), 'a seeded uniform sample of these same records, without labels');
  const earlier = { name: 'april', records: 3_000, missing: [], drift: [] };
  const byModel = await describeMethod(traffic, { ...detection, earlier });
  assert.equal(
    byModel.find(({ what }) => what === 'Learned from')?.value,
    'a seeded uniform sample of the 3,000 records of the model “april”, without labels',
  );
});

test('of a consensus, the method names every detector, why one was left out, and the evidence by client', async () => {
  const detection = {
    seed: 1,
    backend: null,
    rule: 'score above 5.3',
    detector: 'consensus',
    description: { score: 'a rarity', how: 'it adds up' },
    reasonsNote: null,
    history: null,
    features: { columns: [{}, {}] },
    dropped: [],
    notScored: null,
    model: {
      evidence: { used: true, explained: 0.42 },
      leftOut: [{ detector: 'autoencoder', reason: '3 records are fewer than 10 features' }],
      state: {
        members: ['root mean fourth power', 'isolation forest', 'rare values'].map((name) => ({ name })),
      },
    },
  } as unknown as Detection;
  const traffic = { files: [], accounts: [] } as never;
  const facts = async (one: Detection) =>
    new Map((await describeMethod(traffic, one)).map(({ what, value }) => [what, value]));
  const found = await facts(detection);
  assert.equal(found.get('Model'), 'consensus: it adds up');
  assert.equal(found.get('Its part autoencoder'), 'left out, since 3 records are fewer than 10 features');
  for (const part of ['root mean fourth power', 'isolation forest', 'rare values'])
    assert.match(found.get(`Its part ${part}`) ?? '', /^it /, part);
  assert.equal(found.has('Its part principal components by group'), false);
  assert.match(found.get('Evidence by client') ?? '', /^clients explain 42 % of the variance/);
  assert.equal(found.get('Score'), 'a rarity');
  const without = await facts({ ...detection, notScored: 'There is 1 record.' });
  assert.equal(without.get('Model'), 'none: There is 1 record.');
  assert.equal(without.has('Learned from'), false);
});
