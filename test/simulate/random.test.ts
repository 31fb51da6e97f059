import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mix, randomStream } from '../../lib/simulate/random.js';

const draw = (n: number, one: () => number) => Array.from({ length: n }, one);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('a stream is fixed by its seed and purpose, on every machine', () => {
  const random = randomStream(1, 'dice');
  assert.deepEqual(
    draw(8, () => random.below(1000)),
    [93, 882, 383, 338, 359, 585, 498, 751],
  );
  assert.equal(mix(1, 2, 3), 1170657841);
});

test('another seed, purpose or key is another stream', () => {
  const streams = [randomStream(1, 'a'), randomStream(2, 'a'), randomStream(1, 'b'), randomStream(1, 'a', 1)];
  assert.equal(new Set(streams.map((stream) => stream.uniform())).size, 4);
});

test('uniform has mean 1/2 and normal mean 0 and variance 1', () => {
  const random = randomStream(3, 'moments');
  assert.ok(Math.abs(mean(draw(50_000, random.uniform)) - 0.5) < 0.006);
  const normal = draw(50_000, random.normal);
  assert.ok(Math.abs(mean(normal)) < 0.02);
  assert.ok(Math.abs(mean(normal.map((x) => x * x)) - 1) < 0.03);
});

test('pareto exceeds ten times its least value with chance 10^-index', () => {
  const random = randomStream(4, 'tail');
  const values = draw(50_000, () => random.pareto(2, 1.1));
  assert.ok(Math.min(...values) >= 2);
  const beyond = values.filter((value) => value > 20).length / 50_000;
  assert.ok(Math.abs(beyond - 0.0794) < 0.006, `${beyond}`);
});

test('geometric has the mean it is asked for and is at least 1', () => {
  const random = randomStream(5, 'pages');
  const values = draw(50_000, () => random.geometric(6));
  assert.equal(Math.min(...values), 1);
  assert.ok(Math.abs(mean(values) - 6) < 0.15);
  assert.equal(random.geometric(1), 1);
});
