import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { sqlTokens } from '../../lib/engine/sql-tokens.js';
import { decodeRequest } from '../../lib/text/decode-request.js';
import { compiled } from './compile.js';
import { noPython } from './python.js';
import { hitsOf, requestRelations } from './request-rows.js';

const FRAGMENTS = [
  `'; drop table traffic; --`,
  `' or 1=1 or '`,
  `''`,
  `\\'`,
  `/* ' */`,
  `$1 $name $$ $$`,
  `") or ("`,
  '%_!*?\\',
  '{field} {0} %s',
  `\u2028'\u0000'\n'`,
  'chr(39) || ',
  'ÄÖ\u{1f600}ß',
];
const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.constantFrom(...FRAGMENTS),
  fc
    .tuple(fc.constantFrom(...FRAGMENTS), fc.string({ minLength: 1, maxLength: 4 }))
    .map((parts) => parts.join('')),
);

/** What a predicate is made of besides texts in quotes. */
const WORDS =
  /^(has_text|coalesce|false|regexp_like|starts_with|ends_with|not|and|or|like|escape|lower|chr|in|is|null|(uri|path|query|user_agent|referer|texts)(_lower|_decoded|_both)?|host|method)$/;

/** YAML takes the escapes of JSON; what it takes no other way is escaped. */
const yaml = (value: unknown) =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\ud7ff\ue000-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
/** A value of Sigma that stands for itself. */
const plain = (value: string) => value.replaceAll(/[\\*?]/g, '\\$&');
const escaped = (value: string) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const samples = fc.sample(fc.record({ title: hostile, name: hostile, value: hostile, other: hostile }), {
  numRuns: 150,
  seed: 27,
});
const detections = (value: string, name: string) => {
  const selection = `s${name.replaceAll(/[^a-z]/gi, '')}`;
  return [
    { [selection]: { 'c-uri|contains': plain(value) }, condition: selection },
    { [selection]: { 'cs-uri|contains|cased': plain(value) }, condition: `not ${selection}` },
    { [selection]: [plain(value)], condition: selection },
    {
      [selection]: { 'c-uri': [`*${plain(value)}*`, `${plain(value)}?*${plain(value)}`] },
      condition: selection,
    },
    { [selection]: { 'c-uri|re': escaped(value) }, condition: selection },
  ];
};
const document = (title: string, description: string, detection: unknown) =>
  yaml({ title, description, logsource: { category: 'proxy' }, detection, falsepositives: [title] });

test('text of a rule reaches SQL in quotes only, and stands for itself there', {
  skip: noPython,
}, async () => {
  const texts = samples.flatMap(({ title, name, value, other }) =>
    detections(value, name).map((detection) => document(`t ${title}`, other, detection)),
  );
  const rules = await compiled({ 'hostile.yml': texts.join('\n---\n') });
  assert.equal(rules.length, texts.length);
  const engine = duckdbEngine(await openDuckDB());
  for (const [i, { value, other }] of samples.entries()) {
    const uris = [`/x${value}y`, `/${other}`, `/${encodeURIComponent(value)}`, value.toUpperCase(), '/'];
    const relations = requestRelations(uris.map((uri) => ({ uri })));
    const forms = uris.map((uri) => [uri.toLowerCase(), decodeRequest(uri)]);
    const matching = (holds: (form: string, uri: string) => boolean) =>
      forms.flatMap((both, nth) => (both.some((form) => holds(form, uris[nth]!)) ? [nth + 1] : []));
    const has = matching((form) => form.includes(value.toLowerCase()));
    const cased = matching((_, uri) => uri.includes(value));
    // A regular expression tests one line at a time, and capitals in the text as sent.
    const re = rules[5 * i + 4]!;
    const expected = [has, [1, 2, 3, 4, 5].filter((n) => !cased.includes(n)), has, has];
    for (const [nth, hits] of expected.entries()) {
      const rule = rules[5 * i + nth]!;
      for (const { kind, text } of sqlTokens(rule.sql))
        assert.ok(kind !== 'word' || WORDS.test(text), `${text} in ${rule.sql}`);
      assert.deepEqual(await hitsOf(engine, rule, relations), hits, rule.sql);
    }
    for (const { kind, text } of sqlTokens(re.sql))
      assert.ok(kind !== 'word' || WORDS.test(text), `${text} in ${re.sql}`);
    const found = await hitsOf(engine, re, relations);
    if (!/\s/.test(value)) assert.ok(found.includes(1), re.sql);
  }
});

test('names of rules have no line break and none of the signs that stand between names', {
  skip: noPython,
}, async () => {
  const rules = await compiled({
    'x.yml': [' a;b ; c\n\td ', 'plain']
      .map((title) => document(title, '', { s: { 'c-uri': 'x' }, condition: 's' }))
      .join('\n---\n'),
  });
  assert.deepEqual(
    rules.map(({ name }) => name),
    ['a, b, c d', 'plain'],
  );
});
