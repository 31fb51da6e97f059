import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import { matchRules } from '../../lib/rules/match-rules.js';
import { ruleOf } from './rule-of.js';

const folder = mkdtempSync(path.join(tmpdir(), 'match rules '));
after(() => rmSync(folder, { recursive: true, force: true }));
let logs = 0;

/** Traffic of a web server's log, one line a request. */
async function requests(
  lines: readonly {
    readonly uri?: string;
    readonly agent?: string;
    readonly referer?: string;
    readonly method?: string;
    readonly status?: number;
    readonly client?: string;
    readonly second?: number;
  }[],
  options: { readonly redact?: boolean; readonly where?: readonly string[] } = {},
): Promise<Traffic> {
  const file = path.join(folder, `access-${logs++}.log`);
  const text = lines.map(
    ({
      uri = '/',
      agent = 'Mozilla/5.0',
      referer = '-',
      method = 'GET',
      status = 200,
      client = '198.51.100.7',
      second = 0,
    }) =>
      `${client} - - [01/Apr/2024:00:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')} +0000] "${method} ${uri} HTTP/1.1" ${status} 120 "${referer}" "${agent}"`,
  );
  writeFileSync(file, `${text.join('\n')}\n`);
  return openTraffic(file, options);
}

/** `row_id:rule` of each match, in order. */
async function matches({ engine }: Traffic): Promise<readonly string[]> {
  const rows = await engine.query<{ row_id: number; rule: number }>(
    'select row_id, rule from rule_matches order by row_id, rule',
  );
  return rows.map(({ row_id, rule }) => `${row_id}:${rule}`);
}

const traversal = ruleOf("has_text(uri_both, '../etc')", ['../etc']);

test('a rule matches the text as it was sent or decoded, and each record once', async () => {
  const traffic = await requests([
    { uri: '/a?f=../etc/passwd' },
    { uri: '/a?f=%252e%252e%252fETC' },
    { uri: '/a?f=etc' },
    { uri: '/a?f=../etc/passwd' },
  ]);
  const { rules } = await matchRules(traffic, { rules: { rules: [traversal] } });
  assert.deepEqual(rules, [traversal]);
  assert.deepEqual(await matches(traffic), ['1:0', '2:0', '4:0']);
});

test('a cased rule matches the text as it was sent only', async () => {
  const traffic = await requests([{ uri: '/Admin' }, { uri: '/admin' }, { uri: '/%41dmin' }]);
  await matchRules(traffic, { rules: { rules: [ruleOf("has_text(uri, 'Admin')", ['admin'])] } });
  assert.deepEqual(await matches(traffic), ['1:0']);
});

test('path and query are decoded by themselves: an encoded question mark begins no query', async () => {
  const traffic = await requests([{ uri: '/a%3Fb?c+%3F' }, { uri: '/a' }, { uri: '/A?C' }]);
  const { engine } = traffic;
  const rules = [
    ruleOf("path_decoded = '/a?b' and query_decoded = 'c ?'", ['/a']),
    ruleOf("path = '/a' and query is null", ['/a']),
    ruleOf("path_lower = '/a' and query_lower = 'c' and path = '/A' and query = 'C'", ['/a']),
  ];
  await matchRules(traffic, { rules: { rules } });
  assert.deepEqual(await matches(traffic), ['1:0', '2:1', '3:2']);
  assert.equal(await engine.hasTable('rule_texts'), false);
});

test('rules without a needed literal, over values and over every record match as others do', async () => {
  const traffic = await requests([
    { uri: '/a', agent: 'curl/8.0', status: 200 },
    { uri: '/b', agent: 'curl/8.0', status: 500 },
    { uri: '/c', agent: 'Mozilla/5.0', status: 500, referer: 'https://example.org/x%79' },
    { uri: '/d', agent: '-', status: 404, method: 'POST' },
  ]);
  const rules = [
    ruleOf("has_text(user_agent_both, 'curl')", ['curl']),
    ruleOf("starts_with(user_agent_lower, 'curl') and response_code = 500", null),
    ruleOf("user_agent is null and lower(method) = 'post'", null),
    ruleOf('response_code >= 500', null),
    ruleOf("not coalesce(has_text(referer_both, 'xy'), false)", null),
    ruleOf("has_text(uri_both, '/c') or has_text(referer_both, 'xy')", null),
    ruleOf('false', null),
  ];
  await matchRules(traffic, { rules: { rules } });
  assert.deepEqual(await matches(traffic), [
    '1:0',
    '1:4',
    '2:0',
    '2:1',
    '2:3',
    '2:4',
    '3:3',
    '3:5',
    '4:2',
    '4:4',
  ]);
});

test('a correlation matches the record that completes it', async () => {
  const traffic = await requests(
    [0, 1, 2, 3].map((second) => ({
      uri: `/login?n=${second}`,
      method: 'POST',
      second,
      client: second === 1 ? '203.0.113.9' : '203.0.113.1',
    })),
  );
  const counted = { name: 'log-in', sql: "lower(method) = 'post'", groupBy: ['src_ip'], value: null };
  const correlation = {
    type: 'event_count',
    rules: [counted],
    seconds: 60,
    operator: '>=',
    count: 3,
  } as const;
  await matchRules(traffic, { rules: { rules: [{ ...ruleOf('', null), correlation }] } });
  assert.deepEqual(await matches(traffic), ['4:0']);
});

test('redacted traffic is matched by the texts and addresses as sent, and keeps its masks', async () => {
  const traffic = await requests([{ uri: '/a?f=%2e%2e/etc' }, { uri: '/a?f=x', client: '203.0.113.9' }], {
    redact: true,
  });
  const rules = [traversal, ruleOf("src_ip = '203.0.113.9'", null)];
  await matchRules(traffic, { rules: { rules } });
  assert.deepEqual(await matches(traffic), ['1:0', '2:1']);
  const tables = await traffic.engine.query<{ name: string }>(
    "select table_name as name from duckdb_tables() where table_name <> 'rule_matches'",
  );
  assert.deepEqual(tables, [], 'no table with original texts stays');
});

test('with a filter, only the records in it are matched', async () => {
  const traffic = await requests([{ uri: '/../etc' }, { uri: '/../etc', status: 404 }], {
    where: ['status=404'],
  });
  await matchRules(traffic, { rules: { rules: [traversal] } });
  assert.deepEqual(await matches(traffic), ['2:0']);
});

test('traffic without requests has no match, unless a rule tests something else', async () => {
  const traffic = await openTraffic('data/cybersecurity_data.csv');
  await matchRules(traffic, { rules: { rules: [traversal] } });
  assert.deepEqual(await matches(traffic), []);
  await matchRules(traffic, { rules: { rules: [ruleOf('dst_port = 22', null)] } });
  const [wanted] = await traffic.engine.query<{ n: bigint }>(
    'select count(*) as n from traffic where dst_port = 22',
  );
  assert.equal((await matches(traffic)).length, Number(wanted!.n));
});

test('the table is kept for the same rules, also where none are named, and replaced for others', async () => {
  const traffic = await requests([{ uri: '/../etc' }]);
  const first = await matchRules(traffic, { rules: { rules: [traversal] } });
  assert.equal(await matchRules(traffic), first);
  assert.equal(await matchRules({ ...traffic }, { rules: { rules: [{ ...traversal }] } }), first);
  const other = await matchRules(traffic, { rules: { rules: [ruleOf("uri_lower = '/'", null)] } });
  assert.notEqual(other, first);
  assert.deepEqual(await matches(traffic), []);
});

test('a signal stops matching with its reason, and leaves the table of before and nothing else', async () => {
  const traffic = await requests([{ uri: '/../etc' }]);
  await matchRules(traffic, { rules: { rules: [traversal] } });
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  const rules = { rules: [ruleOf("uri_lower = '/'", null)] };
  await assert.rejects(matchRules(traffic, { rules, signal: stop.signal }), /enough/);
  assert.deepEqual(await matches(traffic), ['1:0']);
});

test('texts of records never reach SQL', async () => {
  const traffic = await requests([{}]);
  const { connection } = requireLocal(traffic).engine;
  await connection.run(
    'create table all_texts as select * from traffic; drop view traffic; alter table all_texts rename to traffic',
  );
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      "'; drop table traffic; --",
      "' or '1'='1",
      '$1',
      '%',
      '\\',
      '/*',
      '%27%3b',
      '\u0000',
      '\ud800',
      '\ufeff',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 8 }), async (texts) => {
      await connection.run('delete from traffic');
      for (const [i, text] of texts.entries())
        await connection.run(
          'insert into traffic (row_id, creation_time, src_ip, uri, user_agent, referer, host, method) values ($1::integer, now(), $2, $2, $2, $2, $2, $2)',
          [i + 1, text],
        );
      const rules = [
        ruleOf(`uri is not null /* ${Math.random()} */`, null),
        ruleOf(
          "has_text(uri_both, 'drop') or has_text(referer_both, 'drop') or has_text(user_agent_both, 'drop')",
          ['drop'],
        ),
      ];
      await matchRules({ ...traffic, accounts: [] }, { rules: { rules } });
      const [stored] = await traffic.engine.query<{ all: number; drops: number }>(
        "select cast(count(uri) as integer) as all, cast(count(*) filter (uri like '%drop%') as integer) as drops from traffic",
      );
      const found = await matches(traffic);
      assert.equal(found.filter((match) => match.endsWith(':0')).length, stored!.all);
      assert.equal(found.filter((match) => match.endsWith(':1')).length, stored!.drops);
    }),
    { numRuns: 60 },
  );
});
