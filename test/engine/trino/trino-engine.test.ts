import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trinoEngine } from '../../../lib/engine/trino/trino-engine.js';
import { fakeTrino } from './fake-trino.js';

test('work within other work is stopped with it', async () => {
  const stop = new AbortController();
  // The query is never answered.
  const fake = await fakeTrino(({ method }, _, server) => {
    if (method === 'POST') return `{"id":"q","nextUri":"${server}/v1/q/0"}`;
    if (method === 'DELETE') return 204;
    stop.abort();
    return undefined;
  });
  const engine = trinoEngine({ trino: fake.trino, views: {} });
  const asked = engine.during({ signal: stop.signal }, (outer) =>
    outer.during({}, (inner) => inner.query('select 1')),
  );
  try {
    await assert.rejects(asked, { name: 'AbortError' });
    assert.equal(fake.asked.at(-1)!.method, 'DELETE', 'it is cancelled there');
  } finally {
    fake.close();
  }
});
