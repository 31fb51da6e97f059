import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { attackKinds } from '../../lib/simulate/attacks/kinds.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { simulateRecords } from '../../lib/simulate/simulate-records.js';
import { realData } from '../real-data.js';
import { groups, share } from './simulated.js';

const scenario = { ...defaultScenario, attackShare: 0.05 };
const attacks = [...simulateRecords({ rows: 120_000, days: 28, seed: 3, scenario })]
  .flat()
  .filter((record) => record.attack);
const weak = attacks.filter((record) => record.strength < 0.2);
const strong = (kind: string) => attacks.filter((record) => record.attack === kind && record.strength > 0.8);
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

test('the shares of the kinds add up to 1', () => {
  assert.ok(Math.abs(attackKinds.reduce((sum, kind) => sum + kind.share, 0) - 1) < 1e-9);
});

test('the technique of each kind exists in ATT&CK', { skip: realData.skip }, () => {
  const list = JSON.parse(readFileSync(realData.file('attack/techniques.json'), 'utf8'));
  const ids = new Set(list.techniques.map((technique: { readonly id: string }) => technique.id));
  for (const { technique } of attackKinds) assert.ok(ids.has(technique), technique);
});

test('a campaign is one actor of one kind and strength; a weak one has few records', () => {
  const campaigns = [...groups(attacks, (record) => record.actor).values()];
  assert.ok(
    campaigns.every((records) => new Set(records.map((r) => `${r.attack} ${r.strength}`)).size === 1),
  );
  const size = (from: number, to: number) => {
    const some = campaigns.filter(([record]) => record!.strength >= from && record!.strength < to);
    return some.reduce((sum, records) => sum + records.length, 0) / some.length;
  };
  assert.ok(size(0, 0.2) * 3 < size(0.8, 1));
});

test('a weak attack looks like a visitor: mostly 200, pages of a visitor’s size', () => {
  assert.ok(share(weak, (record) => record.status === 200) > 0.7);
  const bytes = median(weak.map((record) => record.bytesOut));
  assert.ok(bytes > 10_000 && bytes < 100_000, `${bytes}`);
});

test('strong scans fail, strong guessing is refused, strong transfers are huge', () => {
  assert.ok(share(strong('path scan'), (record) => record.status === 404) > 0.7);
  assert.ok(share(strong('brute force'), (record) => record.status === 401) > 0.7);
  assert.ok(share(strong('port scan'), (record) => record.protocol === 'TCP') > 0.75);
  assert.ok(median(strong('large transfer').map((record) => record.bytesOut)) > 100_000_000);
  assert.ok(new Set(strong('address scan').map((record) => record.destination)).size > 30);
});

test('stuffing uses many sources with a few tries each, a web shell one source at even intervals', () => {
  const sources = groups(strong('credential stuffing'), (record) => record.ip);
  assert.ok(sources.size > 20 && [...sources.values()].every((records) => records.length <= 5));
  for (const records of groups(strong('web shell check-in'), (record) => record.actor).values()) {
    const pauses = records.slice(1).map((record, i) => record.start - records[i]!.start);
    const middle = median(pauses);
    assert.ok(new Set(records.map((record) => record.ip)).size === 1);
    assert.ok(
      pauses.filter((pause) => Math.abs(pause - middle) <= 0.25 * middle + records[0]!.server.window).length >
        0.8 * pauses.length,
    );
  }
});
