import './own-cache.js';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { captureGaps } from '../../../lib/analyze/capture-gaps.js';
import { detectAnomalies } from '../../../lib/detect/detect-anomalies.js';
import { sqlFor } from '../../../lib/engine/sql-for.js';
import { CACHE } from '../../../lib/load/cache.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { trinoAddress } from '../../../lib/load/sources/trino-address.js';
import { requireLocal, type Traffic } from '../../../lib/load/traffic.js';
import { type Asked, fakeTrino } from '../../engine/trino/fake-trino.js';

const COLUMNS = {
  bytes_in: 'bigint',
  Creation_Time: 'timestamp(3) with time zone',
  src_ip: 'varchar',
  'source.name': 'varchar(9)',
  rule_names: 'array(varchar)',
  is_attack: 'boolean',
  comment: 'varchar',
};
const HOSTILE = '"it\'s"\n\\ ☃ 😀 \u0001';
/** Their values in the order of the schema, in which they are asked for. */
const RECORDS = [
  ['9007199254740991', '2024-04-25 23:00:01.123456', '192.0.2.2', null, null, 'false'],
  [null, '2024-04-25 23:00:00.000000', '2001:db8::1', '["a","b"]', HOSTILE, 'true'],
];

/** A cluster with one table: it says its columns, counts it, and gives it in pages of one record. */
const cluster =
  (records: readonly (readonly (string | null)[])[], counted = records.length, columns = COLUMNS as object) =>
  ({ method, url, body }: Asked, _: number, server: string) => {
    if (method === 'DELETE') return 204;
    const page = Number(url.split('/')[3] ?? 0);
    const next = (to: number) => `"nextUri":"${server}/v1/${url.split('/')[2]}/${to}"`;
    const named = (types: object) =>
      `"columns":${JSON.stringify(Object.entries(types).map(([name, type]) => ({ name, type })))}`;
    if (method === 'POST') {
      const kind = body.includes('limit 0') ? 'described' : body.includes('count(*)') ? 'counted' : 'records';
      return `{"id":"${kind}","nextUri":"${server}/v1/${kind}/0"}`;
    }
    if (url.includes('described')) return `{"id":"d",${named(columns)}}`;
    if (url.includes('counted'))
      return `{"id":"c",${named({ records: 'bigint', times: 'varchar' })},"data":[[${counted},"${counted}"]]}`;
    const row = records[page];
    const types = Object.fromEntries((row ?? []).map((_, i) => [`_col${i}`, 'varchar']));
    return row === undefined
      ? '{"id":"r"}'
      : `{"id":"r",${next(page + 1)},${named(types)},"data":${JSON.stringify([row])}}`;
  };

const broken = async (address: string, options = {}): Promise<Error> =>
  openTraffic(address, options).then(
    () => assert.fail('it was opened'),
    (error: Error) => error,
  );

test('records of a table come to the value, in the order of their times, and are fetched once', async () => {
  const fake = await fakeTrino(cluster(RECORDS));
  const address = `${fake.trino.server.replace('http:', 'trino:')}/hive/capture/traffic`;
  try {
    const heard: string[] = [];
    const traffic = await openTraffic(address, {
      onProgress: ({ done, total, unit }) => heard.push(`${done} of ${total} ${unit}`),
    });
    const rows =
      await traffic.engine.query(`select bytes_in, strftime(creation_time, '%H:%M:%S.%f') as time, src_ip, source_name, rule_names, label
       from traffic left join labels using (row_id) order by row_id`);
    assert.deepEqual(rows, [
      {
        ...{ bytes_in: null, time: '23:00:00.000000', src_ip: '2001:db8::1', source_name: HOSTILE },
        ...{ rule_names: '["a","b"]', label: 'true' },
      },
      {
        ...{ bytes_in: 9007199254740991n, time: '23:00:01.123456', src_ip: '192.0.2.2', source_name: null },
        ...{ rule_names: null, label: 'false' },
      },
    ]);
    assert.deepEqual(heard, ['1 of 2 records', '2 of 2 records']);
    assert.deepEqual([traffic.accounts[0]?.file, traffic.records], [address, 2]);
    const statements = () => fake.asked.filter(({ method }) => method === 'POST').map(({ body }) => body);
    assert.match(statements().at(-1)!, /cast\("Creation_Time" at time zone 'UTC' as timestamp\(6\)\)/);
    assert.doesNotMatch(statements().at(-1)!, /comment/);
    await openTraffic(address);
    assert.equal(statements().length, 3 + 2, 'described and counted again, but not fetched');
    await openTraffic(address, { from: '2024-04-25T23:00:01', to: '2024-04-26' });
    assert.match(
      statements().at(-1)!,
      /where "Creation_Time" >= cast\(\? +as timestamp\(6\) with time zone\) and "Creation_Time" < cast\(.*' using '2024-04-25 23:00:01.000 UTC', '2024-04-27 00:00:00.000 UTC'$/,
    );
  } finally {
    fake.close();
  }
});

test('of a part of the sources all records are asked for, and said to be no more than that', async () => {
  const fake = await fakeTrino(cluster(RECORDS));
  const address = `${fake.trino.server.replace('http:', 'trino:')}/hive/capture/traffic`;
  try {
    for (const fetch of [true, false]) {
      const traffic = await openTraffic(`${address}?sources=0.025&fetch=${fetch}`, { from: '2024-04-25' });
      assert.equal(traffic.filter?.[0], '2.5 % of the sources, with all records of each');
      assert.equal(traffic.filter?.length, 2, 'and the time');
    }
    const { window, gaps } = await captureGaps(await openTraffic(`${address}?sources=0.025`));
    assert.deepEqual([window, gaps], [null, []], 'the capture is asked about, of this part');
    const statements = fake.asked.filter(({ method }) => method === 'POST').map(({ body }) => body);
    const drawn = statements.filter((body) => /xxhash64\(.*, 2147483647\) < 53687092\) as drawn/.test(body));
    assert.equal(drawn.length, 5, 'counted three times and fetched twice');
    for (const part of ['0', '1.01', 'all', ''])
      assert.match(
        (await broken(`${address}?sources=${part}`)).message,
        /"\?sources" is a part of the sources, above 0 and up to 1, such as \?sources=0\.01\.$/,
      );
  } finally {
    fake.close();
  }
});

test('too many records, none, a table without times, and no table are refused in one sentence', async () => {
  for (const [answer, query, message] of [
    [
      cluster(RECORDS, 20_000_001),
      '',
      /has 20,000,001 records before 2024-04-26 00:00:00 UTC, and at most 20,000,000 are fetched: .*\?limit=20000001/,
    ],
    [cluster(RECORDS, 3), '?limit=2', /has 3 records .* at most 2 are fetched: narrow the time with --from/],
    [cluster([]), '', /traffic: holds no records before 2024-04-26 00:00:00 UTC\.$/],
    [cluster([], 0, { src_ip: 'varchar' }), '', /traffic: lacks the column creation_time; make a view/],
    [
      () =>
        '{"id":"q","error":{"message":"line 1:15: Table \'t\' does not exist","errorType":"USER_ERROR","errorLocation":{"lineNumber":1,"columnNumber":15}}}',
      '',
      /^trino:[^ ]+\/traffic: Table 't' does not exist\.$/,
    ],
  ] as const) {
    const fake = await fakeTrino(answer);
    try {
      const address = `${fake.trino.server.replace('http:', 'trino:')}/hive/capture/traffic${query}`;
      const error = await broken(address, { to: '2024-04-25' });
      assert.match(error.message, message);
      assert.equal(error.name, 'InputError');
    } finally {
      fake.close();
    }
  }
});

test('stopped while records come, the query is cancelled on the server and nothing stays in the cache', async () => {
  const stop = new AbortController();
  const answer = cluster(RECORDS);
  const partial = () => readdirSync(CACHE).filter((name) => name.endsWith('.partial'));
  let fetching: readonly string[] = [];
  const fake = await fakeTrino((asked, nth, server) => {
    if (!asked.url.endsWith('records/1')) return answer(asked, nth, server);
    fetching = partial();
    stop.abort(new Error('enough'));
    return undefined;
  });
  try {
    const address = `${fake.trino.server.replace('http:', 'trino:')}/hive/capture/traffic`;
    assert.equal((await broken(address, { signal: stop.signal })).message, 'enough');
    assert.deepEqual([fake.asked.at(-1)?.method, fake.asked.at(-1)?.url], ['DELETE', '/v1/query/records']);
    assert.ok(fetching.length > 0);
    assert.deepEqual(partial(), []);
  } finally {
    fake.close();
  }
});

test('an address says where, as whom and how; secrets come from the environment only and are in no error', async () => {
  const at = (address: string, env = {}) => trinoAddress(new URL(address), env);
  assert.deepEqual(at('trino://ann@trino.example.org:8443/hive/lo%22gs/t?limit=7'), {
    trino: { server: 'https://trino.example.org:8443', catalog: 'hive', schema: 'lo"gs', user: 'ann' },
    table: '"hive"."lo""gs"."t"',
    limit: 7,
    fetch: true,
  });
  const stays = at('trino://h/a/b/c?fetch=false&scratch=hive.my%22scratch');
  assert.deepEqual([stays.fetch, stays.scratch], [false, '"hive"."my""scratch"']);
  assert.equal(at('trino://localhost:1/a/b/c').trino.server, 'http://localhost:1');
  assert.equal(at('trino://[::1]:1/a/b/c?SSL=true').trino.server, 'https://[::1]:1');
  assert.deepEqual(at('trino://ann@h/a/b/c', { TRINO_PASSWORD: 'hunter2' }).trino.credentials, {
    username: 'ann',
    password: 'hunter2',
  });
  assert.deepEqual(at('trino://h/a/b/c', { TRINO_ACCESS_TOKEN: 'hunter2' }).trino.credentials, {
    token: 'hunter2',
  });
  for (const [address, message] of [
    ['trino://h/a/b', /a table was expected/],
    ['trino://h/a/b/c?limt=7', /"\?limt" is not known; there are \?limit, /],
    ['trino://h/a/b/c?limit=many', /"\?limit" is a number/],
    ['trino://h/a/b/c?SSL=1', /"\?SSL" is true or false/],
    ['trino://h/a/b/c?fetch=no', /"\?fetch" is true or false/],
    ['trino://h/a/b/c?scratch=hive', /"\?scratch" is a catalog and a schema/],
    ['trino://h/a/b/c', /TRINO_PASSWORD is whose\?/],
  ] as const)
    assert.throws(() => at(address, { TRINO_PASSWORD: 'hunter2' }), message);
  process.env.TRINO_ACCESS_TOKEN = 'hunter2';
  const fake = await fakeTrino(() => 401);
  try {
    for (const address of [
      `${fake.trino.server.replace('http:', 'trino:')}/a/b/c`,
      'trino://h/a/b/c?SSL=false',
    ]) {
      const error = await broken(address);
      assert.equal(error.name, 'InputError');
      assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /hunter2/);
    }
    assert.equal(fake.asked[0]?.headers.authorization, 'Bearer hunter2');
  } finally {
    delete process.env.TRINO_ACCESS_TOKEN;
    fake.close();
  }
});

test('records that stay there are asked there, and what needs them here says so', async () => {
  const fake = await fakeTrino(cluster(RECORDS, 300_000_000));
  const address = `${fake.trino.server.replace('http:', 'trino:')}/hive/capture/traffic?fetch=false`;
  const last = () => fake.asked.filter(({ method }) => method === 'POST').at(-1)!.body;
  try {
    const traffic = await openTraffic(address, { from: '2024-04-25', to: '2024-04-26' });
    assert.deepEqual(
      [traffic.records, traffic.files, traffic.filter?.length, traffic.accounts[0]?.units],
      [300_000_000, [], 2, 300_000_000],
    );
    const names = ['traffic', 'stored_traffic', 'row_numbers'];
    const there = async ({ engine }: Traffic) => {
      const found = await Promise.all(names.map((name) => engine.hasTable(name)));
      return names.filter((_, i) => found[i]);
    };
    assert.deepEqual(
      await there(traffic),
      ['traffic', 'stored_traffic'],
      'times in a zone are compared as they are',
    );
    await sqlFor(traffic)`select src_ip from traffic where dst_port = ${443}`;
    assert.match(
      last(),
      /^execute immediate 'with traffic as \(select .* as row_id, .*"Creation_Time" >= cast\(''2024-04-25 00:00:00.000 UTC'' as timestamp\(6\) with time zone\).*\) select src_ip from traffic where dst_port = \? ' using 443$/,
    );
    assert.match(last(), /xxhash64.* as row_id/, 'the table has none');
    assert.throws(
      () => requireLocal(traffic),
      /300,000,000 records stay there, and this needs them here: open the table without \?fetch=false/,
    );
    await assert.rejects(detectAnomalies(traffic), { name: 'InputError' });
    assert.doesNotThrow(() => inspect(traffic), 'a notebook can print it');
    for (const [options, message] of [
      [{ where: ['port=443'] }, /only --from and --to are filters/],
      [{ redact: true }, /cannot be masked/],
    ] as const)
      await assert.rejects(openTraffic(address, options), message);
    const texts = await fakeTrino(cluster(RECORDS, 2, { ...COLUMNS, Creation_Time: 'varchar' }));
    const ofTexts = address.replace(fake.trino.server.slice(5), texts.trino.server.slice(5));
    const plain = await openTraffic(ofTexts);
    assert.deepEqual([plain.records, await there(plain)], [2, ['traffic']]);
    await assert.rejects(openTraffic(ofTexts, { from: '2024-04-25' }), /creation_time is no timestamp there/);
    texts.close();
    await assert.rejects(openTraffic([address, 'data/cybersecurity_data.csv']), /together with others/);
    await assert.rejects(
      openTraffic('athena://a/b/c?fetch=false'),
      /only the records of trino:\/\/ can stay/,
    );
  } finally {
    fake.close();
  }
});
