import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { sqlFor } from '../../../lib/engine/sql-for.js';
import { connectTrino } from '../../../lib/engine/trino/connect-trino.js';
import { openTrino } from '../../../lib/engine/trino/open-trino.js';
import type { TrinoServer } from '../../../lib/engine/trino/trino-server.js';
import { fakeTrino } from './fake-trino.js';

const begun = (server: string) =>
  `{"id":"q1","nextUri":"${server}/v1/next/1","stats":{"progressPercentage":10}}`;
const column = (type: string) => `"columns":[{"name":"x","type":"${type}"}]`;
const ended = `{"id":"q1",${column('bigint')},"data":[[9007199254740993],[null]]}`;

test('rows come exactly, and what was bound stands apart from the SQL', async () => {
  const fake = await fakeTrino(({ method }, _, server) => (method === 'POST' ? begun(server) : ended));
  try {
    const heard: number[] = [];
    const rows = await openTrino(fake.trino).query<{ x: bigint | null }>(
      'select x from t where y = $who -- $who;\n;',
      { who: "' or 1=1 --" },
      { onProgress: ({ done }) => heard.push(done) },
    );
    assert.deepEqual(rows, [{ x: 9007199254740993n }, { x: null }]);
    assert.equal(
      fake.asked[0]?.body,
      "execute immediate 'select x from t where y = ?    -- $who;\n' using ''' or 1=1 --'",
    );
    assert.deepEqual(heard, [10]);
    assert.equal(fake.asked[0]?.headers['x-trino-time-zone'], 'UTC');
    assert.equal(fake.asked[0]?.headers['x-trino-client-capabilities'], 'PARAMETRIC_DATETIME');
  } finally {
    fake.close();
  }
});

test('a busy server is asked again; a broken connection only once the query has begun', async () => {
  const statuses = [503, 429, undefined, 502, 504];
  const fake = await fakeTrino(({ method }, nth, server) => {
    if (statuses[nth] !== undefined) return statuses[nth];
    return method === 'POST' ? begun(server) : ended;
  });
  try {
    assert.equal((await openTrino(fake.trino).query('select 1')).length, 2);
    assert.deepEqual(
      fake.asked.map(({ method }) => method),
      ['POST', 'POST', 'POST', 'GET', 'GET', 'GET'],
    );
  } finally {
    fake.close();
  }
  const broken = await fakeTrino(() => 502);
  try {
    await assert.rejects(openTrino(broken.trino).query('insert into t select 1'), {
      name: 'InputError',
      message: /^Trino at 127\.0\.0\.1:\d+ answers with HTTP status 502\.$/,
    });
    assert.equal(broken.asked.length, 1);
  } finally {
    broken.close();
  }
});

test('a stopped query is cancelled on the server, and the reason of the signal is thrown', async () => {
  const stop = new AbortController();
  const fake = await fakeTrino(({ method }, _, server) => {
    if (method === 'POST') return begun(server);
    if (method === 'DELETE') return 204;
    stop.abort(new Error('enough'));
    return undefined;
  });
  try {
    await assert.rejects(openTrino(fake.trino).query('select 1', {}, { signal: stop.signal }), {
      message: 'enough',
    });
    assert.deepEqual(
      fake.asked.map(({ method, url }) => `${method} ${url}`),
      ['POST /v1/statement', 'GET /v1/next/1', 'DELETE /v1/query/q1'],
    );
  } finally {
    fake.close();
  }
});

test('a server that is silent is given up, and its query cancelled', async () => {
  const fake = await fakeTrino(({ method }, _, server) =>
    method === 'POST' ? begun(server) : method === 'DELETE' ? 204 : undefined,
  );
  try {
    await assert.rejects(openTrino({ ...fake.trino, timeoutMs: 50, retries: 1 }).query('select 1'), {
      name: 'InputError',
      message: /did not answer in time: raise timeoutMs/,
    });
    assert.deepEqual(
      fake.asked.map(({ method }) => method),
      ['POST', 'GET', 'GET', 'DELETE'],
    );
  } finally {
    fake.close();
  }
});

test('credentials reach the server and no error', async () => {
  const credentials = [
    [{ username: 'ann', password: 'hunter2' }, `Basic ${Buffer.from('ann:hunter2').toString('base64')}`],
    [{ token: 'hunter2.jwt' }, 'Bearer hunter2.jwt'],
  ] as const;
  for (const [given, header] of credentials) {
    const fake = await fakeTrino((_, nth) => (nth === 0 ? 401 : '<html>hello</html>'));
    try {
      const trino: TrinoServer = { ...fake.trino, credentials: given, retries: 0 };
      for (const expected of [/refuses the credentials \(401\)/, /does not answer as Trino does/]) {
        const error = await openTrino(trino)
          .query('select 1')
          .then(
            () => assert.fail('it was answered'),
            (reason: Error) => reason,
          );
        assert.match(error.message, expected);
        assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /hunter2|Basic |Bearer /);
      }
      assert.equal(fake.asked[0]?.headers.authorization, header);
    } finally {
      fake.close();
    }
  }
});

test('credentials are sent over https only, and an address with a password in it is refused without repeating it', async () => {
  const trino = { catalog: 'hive', schema: 'capture', credentials: { token: 'hunter2' } };
  await assert.rejects(
    openTrino({ ...trino, server: 'http://trino.example' }).query('select 1'),
    /sent over https only/,
  );
  for (const server of ['http://ann:hunter2@localhost', 'ann:hunter2@localhost', 'hunter2'])
    await assert.rejects(
      async () => openTrino({ ...trino, server }).query('select 1'),
      (error: Error) => {
        assert.equal(error.name, 'InputError');
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
});

test('what is wrong with the SQL is shown at its place', async () => {
  const error = `{"message":"line 2:5: Column 'nope' cannot be resolved","errorName":"COLUMN_NOT_FOUND","errorType":"USER_ERROR","errorLocation":{"lineNumber":2,"columnNumber":5}}`;
  const fake = await fakeTrino(() => `{"id":"q1","error":${error}}`);
  try {
    await assert.rejects(openTrino(fake.trino).query('select 1,\n    nope'), {
      name: 'SqlError',
      message: "SQL, line 2, column 5: Column 'nope' cannot be resolved.\n      nope\n      ^",
    });
  } finally {
    fake.close();
  }
});

test('the columns of a query are told by asking for no row', async () => {
  const fake = await fakeTrino(({ method }, _, server) =>
    method === 'POST' ? begun(server) : `{"id":"q1",${column('bigint')}}`,
  );
  try {
    assert.deepEqual(await openTrino(fake.trino).describe('select 1 as x -- one'), [
      { name: 'x', type: 'BIGINT' },
    ]);
    assert.match(fake.asked[0]!.body, /select \* from \(select 1 as x -- one\n\) limit 0/);
  } finally {
    fake.close();
  }
});

test('who takes no more pages of a result cancels the query on the server', async () => {
  const fake = await fakeTrino(({ method, url }, _, server) => {
    if (method === 'DELETE') return 204;
    const next = Number(url.split('/').at(-1)) + 1 || 1;
    return `{"id":"q1","nextUri":"${server}/v1/next/${next}",${column('bigint')},"data":[[${next}]]}`;
  });
  try {
    const taken: unknown[] = [];
    for await (const { rows, columns } of openTrino(fake.trino).stream('select x from endless')) {
      taken.push([rows, columns]);
      if (taken.length === 2) break;
    }
    assert.deepEqual(taken, [
      [1, [{ name: 'x', type: 'BIGINT', values: [2n] }]],
      [1, [{ name: 'x', type: 'BIGINT', values: [3n] }]],
    ]);
    assert.deepEqual(
      fake.asked.map(({ method, url }) => `${method} ${url}`),
      ['POST /v1/statement', 'GET /v1/next/1', 'GET /v1/next/2', 'DELETE /v1/query/q1'],
    );
  } finally {
    fake.close();
  }
});

test('credentials are not sent to an address over http that a server behind a proxy gives', async () => {
  const trino = { server: 'https://h', catalog: 'hive', schema: 'a', credentials: { token: 'hunter2' } };
  const { settings } = await connectTrino(trino, () => undefined);
  const read = settings.transformResponse!;
  assert.deepEqual(read('{"nextUri":"https://h/1"}'), { nextUri: 'https://h/1' });
  assert.throws(
    () => read('{"nextUri":"http://h/1"}'),
    /^InputError: .*http-server\.process-forwarded=true\.$/,
  );
});

test('views and relations are tables of a query, of its description and of its estimate; sqlFor runs on it', async () => {
  const plan = JSON.stringify({
    inputTableColumnInfos: [
      {
        table: { catalog: 'hive', schemaTable: { schema: 'logs', table: 'stored' } },
        constraint: { columnConstraints: [{ columnName: 'day' }] },
        estimate: { outputRowCount: 3, outputSizeInBytes: 'NaN' },
      },
    ],
  });
  const stats =
    '{"physicalInputBytes":50,"processedRows":3,"cpuTimeMillis":2000,"elapsedTimeMillis":1000,"peakMemoryBytes":9}';
  let explains = false;
  const fake = await fakeTrino(({ method, body }, _, server) => {
    if (method === 'POST') {
      explains = body.startsWith('explain');
      return begun(server);
    }
    return explains
      ? `{"id":"q1","columns":[{"name":"plan","type":"varchar"}],"data":[[${JSON.stringify(plan)}]]}`
      : `{"id":"q1",${column('bigint')},"data":[[7]],"stats":${stats}}`;
  });
  try {
    const engine = openTrino({ ...fake.trino, views: { traffic: 'select * from stored' } });
    const relations = { busy: 'select x from traffic' };
    const costs: unknown[] = [];
    const onCost = (cost: unknown) => costs.push(cost);
    assert.deepEqual(await engine.query('select x from busy', {}, { relations, onCost }), [{ x: 7n }]);
    for await (const { rows } of engine.stream('select x from busy', {}, { relations, onCost }))
      assert.equal(rows, 1);
    const cost = { bytesScanned: 50, rows: 3, cpuSeconds: 2, elapsedSeconds: 1, peakBytes: 9 };
    assert.deepEqual(costs, [cost, cost]);
    await engine.describe('select x from busy', {}, { relations });
    assert.deepEqual(await engine.estimate('select x from busy where x = $n', { n: 1 }, { relations }), [
      { table: 'hive.logs.stored', narrowedBy: ['day'], rows: 3 },
    ]);
    for (const { body } of fake.asked.filter(({ method }) => method === 'POST'))
      assert.match(body, /traffic as \(select \* from stored\), busy as \(select x from traffic\)/);
    const { rows, columns } = await sqlFor({ engine })`select x from traffic where x = ${7}`;
    assert.deepEqual([rows, columns], [[{ x: 7n }], [{ name: 'x', type: 'BIGINT' }]]);
  } finally {
    fake.close();
  }
});
