import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mock, test } from 'node:test';

interface Session {
  running: object | undefined;
  latest: object | undefined;
}
const { warmUp }: { warmUp(session: Session, prepare: () => void): void } = createRequire(__filename)(
  '../../../lib/jupyter/kernel/warm-up.cjs',
);

test('what a completion needs is prepared once, after three seconds in which no cell runs or ran', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const seconds = (count: number) => {
    for (let i = 0; i < count; i++) mock.timers.tick(1_000);
  };
  let prepared = 0;
  const session: Session = { running: undefined, latest: undefined };
  warmUp(session, () => {
    prepared += 1;
  });
  const [first, second] = [{}, {}];
  Object.assign(session, { running: first, latest: first });
  seconds(10);
  Object.assign(session, { running: undefined, latest: second });
  seconds(3);
  assert.equal(prepared, 0, 'a second cell ran within the last three seconds');
  seconds(1);
  assert.equal(prepared, 1);
  seconds(60);
  assert.equal(prepared, 1);
  mock.timers.reset();
});
