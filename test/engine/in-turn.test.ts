import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { inTurn } from '../../lib/engine/in-turn.js';

test('work on one engine is done in the order in which it was asked for, that on another meanwhile', async () => {
  const [one, other] = [{}, {}];
  const said: string[] = [];
  const work = (name: string) => async () => {
    said.push(`${name} begins`);
    await setTimeout(5);
    said.push(`${name} ends`);
    return name;
  };
  const done = await Promise.all([
    inTurn(one, work('first')),
    inTurn(one, work('second')),
    inTurn(other, work('elsewhere')),
  ]);
  assert.deepEqual(done, ['first', 'second', 'elsewhere']);
  const here = said.filter((line) => !line.startsWith('elsewhere'));
  assert.deepEqual(here, ['first begins', 'first ends', 'second begins', 'second ends']);
  assert.ok(said.indexOf('elsewhere begins') < said.indexOf('first ends'));
});

test('work that goes on without the engine lets the next begin', async () => {
  const engine = {};
  const said: string[] = [];
  const training = inTurn(engine, async (next) => {
    next();
    await asking;
    said.push('trained');
  });
  const asking = inTurn(engine, async () => {
    said.push('asked');
  });
  await training;
  assert.deepEqual(said, ['asked', 'trained']);
});

test('work that fails lets the next begin', async () => {
  const engine = {};
  const failing = inTurn(engine, () => Promise.reject(new Error('stopped')));
  const next = inTurn(engine, async () => 'done');
  await assert.rejects(failing, /stopped/);
  assert.equal(await next, 'done');
});
