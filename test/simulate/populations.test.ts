import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groups, normal, of } from './simulated.js';

const actors = (population: string) => groups(of(population), (record) => record.actor);

test('normal records are shared out as the scenario says', () => {
  const shares = { visitor: 0.52, mobile: 0.18, proxy: 0.12, crawler: 0.08, cdn: 0.05, monitor: 0.05 };
  const found = groups(normal, (record) => record.population);
  for (const [population, share] of Object.entries(shares)) {
    const records = found.get(population)!.length / normal.length;
    assert.ok(Math.abs(records - share) < 0.01, `${population} ${records}`);
  }
});

test('a proxy is few addresses with much traffic, a visitor one address with little', () => {
  assert.ok(actors('proxy').size < 30);
  assert.ok([...actors('proxy').values()].every((records) => new Set(records.map((r) => r.ip)).size === 1));
  assert.ok(of('proxy').length / actors('proxy').size > 200);
  assert.ok(of('visitor').length / actors('visitor').size < 5);
});

test('some visitors come once and some come again and again', () => {
  const counts = [...actors('visitor').values()].map((records) => records.length).sort((a, b) => a - b);
  assert.equal(counts[Math.floor(counts.length / 2)], 1);
  assert.ok(counts.at(-1)! > 30);
});

test('a handset changes its address and shares it with others', () => {
  const most = [...actors('mobile').values()].sort((a, b) => b.length - a.length)[0]!;
  assert.ok(new Set(most.map((record) => record.ip)).size > 5);
  const behind = groups(of('mobile'), (record) => record.ip);
  assert.ok([...behind.values()].some((records) => new Set(records.map((r) => r.actor)).size > 3));
});

test('a monitor is perfectly regular, but for gaps of the capture', () => {
  for (const records of actors('monitor').values()) {
    const pauses = records.slice(1).map((record, i) => record.start - records[i]!.start);
    const period = Math.min(...pauses);
    assert.ok(pauses.filter((pause) => pause === period).length >= pauses.length - 3);
    assert.ok(pauses.every((pause) => pause % period === 0));
  }
});
