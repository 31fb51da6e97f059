import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compiledShape, isRuleSql } from '../../lib/rules/compiled-shape.js';
import { loadRules } from '../../lib/rules/load-rules.js';

test('the rules of the project are of the shape that is read from a cache', async () => {
  assert.equal(compiledShape(await loadRules(), ''), undefined);
});

test('SQL that the compiler writes is known, with SQL in its strings', () => {
  for (const sql of [
    `has_text(uri_both, '; select * from read_text(''/etc/passwd'')')`,
    `not coalesce((uri_lower like '%!_x' escape '!' or uri_decoded = 'x'), false)`,
    `(uri is not null and coalesce(query, '') = '')`,
    `(host = '' or host is null and uri is not null and exists (select 1 from traffic where host is not null))`,
    `ip_key(src_ip) between '00000000000000000000ffff0a000000' and '00000000000000000000ffff0affffff'`,
    `regexp_like(lower(cast(response_code as varchar)), ('a' || chr(10) || 'b'))`,
    `regexp_extract(path_lower, '\\.([^./]+)\\z', 1) in ('php', 'asp')`,
    'response_code >= 500',
  ])
    assert.ok(isRuleSql(sql), sql);
});

test('SQL that reads files, settings or other tables, or leaves its place, is not', () => {
  for (const sql of [
    '',
    "(select content from read_text('/etc/passwd')) = ''",
    "uri = getenv('HOME')",
    "exists (select 1 from '/etc/passwd')",
    "exists (select 1 from traffic, '/etc/passwd' where true)",
    `exists (select 1 from "/etc/passwd" where true)`,
    'exists (select 1 from duckdb_settings where true)',
    'true) or (true',
    'true; drop table traffic',
    'true -- ',
    'true /* ',
    'true -- \n; copy traffic to x',
    '$1 = uri',
    "uri = $$x$$ || read_blob('x')",
    '"uri" = uri',
    "uri = 'x' union all select 1",
    "pragma_version() = ''",
    'uri[1] = uri',
    "uri = e'\\'' or read_text('x') is null or uri = ''",
  ])
    assert.ok(!isRuleSql(sql), sql);
});

test('no text with a word of another kind is SQL of a rule', () => {
  const word = fc.stringMatching(/^[a-z_]{3,12}$/).filter((one) => !isRuleSql(one));
  fc.assert(
    fc.property(
      word,
      fc.constantFrom('$(x)', 'uri = $', 'uri in ($)', 'not $(uri)', '$.uri'),
      (name, place) => {
        assert.ok(!isRuleSql(place.replaceAll('$', name).replaceAll('x', 'uri')));
      },
    ),
  );
});

test('compiled rules with any other value are refused with its place', async () => {
  const { rules } = await loadRules();
  const [first] = rules;
  for (const [change, place] of [
    [{ sql: "read_text('/etc/passwd') is null" }, 'rules[0].sql'],
    [{ textTest: 'x' }, 'rules[0].textTest'],
    [{ name: 1 }, 'rules[0].name'],
    [{ needs: [1] }, 'rules[0].needs[0]'],
    [{ correlation: { type: 'x' } }, 'rules[0].correlation.type'],
    [
      {
        sql: '',
        correlation: {
          ...{ type: 'event_count', seconds: 1, operator: '>', count: 1 },
          rules: [{ name: 'x', sql: 'true', groupBy: ["getenv('HOME')"], value: null }],
        },
      },
      'rules[0].correlation.rules[0].groupBy[0]',
    ],
  ] as const)
    assert.equal(compiledShape({ rules: [{ ...first, ...change }] }, ''), place);
});
