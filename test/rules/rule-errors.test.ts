import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileError, ruleText } from './compile.js';
import { noPython } from './python.js';

const one = (field: string, value: unknown) =>
  ruleText({ selection: { [field]: value }, condition: 'selection' }, { title: 'A rule' });
const correlation = (more: Readonly<Record<string, unknown>>) =>
  [
    ruleText({ s: { 'sc-status': 404 }, condition: 's' }, { title: 'Base', name: 'base' }),
    JSON.stringify({
      title: 'A rule',
      correlation: {
        type: 'event_count',
        rules: ['base'],
        'group-by': ['c-ip'],
        timespan: '1m',
        condition: { gte: 2 },
        ...more,
      },
    }),
  ].join('\n---\n');

/** Rule files, and what their error says after `InputError: x.yml, rule "A rule", field `. */
const ERRORS: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
  'a field that no taxonomy knows': [
    one('cs-uri-path', 'x'),
    /^cs-uri-path: unknown field; known are cs-method, /,
  ],
  'an unknown modifier': [
    one('c-uri|contians', 'x'),
    /^selection: c-uri\|contians: Unknown modifier 'contians'/,
  ],
  'look-ahead': [
    one('c-uri|re', 'a(?=b)'),
    /^c-uri: look-ahead or look-behind is not supported: RE2 has none/,
  ],
  'look-behind': [one('c-uri|re', '(?<!a)b'), /^c-uri: look-ahead or look-behind/],
  'a back-reference': [one('c-uri|re', '(a)\\1'), /^c-uri: a back-reference is not supported/],
  'a possessive repetition': [one('c-uri|re', 'a++'), /^c-uri: a possessive repetition/],
  'a regular expression that is too large': [one('c-uri|re', 'a{1001}'), /^c-uri: .*invalid repetition size/],
  'a broken regular expression': [one('c-uri|re', 'a('), /^selection: c-uri\|re: .*unterminated subpattern/],
  'a class of Unicode': [one('c-uri|re', '\\p{L}'), /^selection: c-uri\|re: .*bad escape \\p/],
  'a placeholder': [one('c-uri|expand', '%servers%'), /^c-uri: placeholders \(expand\) are not supported/],
  'a network that is none': [one('c-ip|cidr', '10.0.0.0/33'), /^selection: c-ip\|cidr: .*Invalid CIDR/],
  'a network of a text': [one('cs-host|cidr', '10.0.0.0/8'), /^cs-host: cidr needs a field of addresses/],
  'a comparison of a text': [one('c-uri|gt', 3), /^c-uri: lt, lte, gt and gte need a field of numbers/],
  'a number that no column has': [one('sc-status|lt', 1e12), /^sc-status: 1000000000000 is no whole number/],
  'a part of a time': [one('sc-status|hour', 3), /^sc-status: parts of a time .* are not supported/],
  'true as a value': [one('c-uri', true), /^c-uri: true and false are values of no field/],
  'an unknown field behind fieldref': [one('c-uri|fieldref', 'nothing'), /^c-uri: unknown field/],
  'a condition on what is not there': [
    ruleText({ s: { 'c-uri': 'x' }, condition: 's and t' }, { title: 'A rule' }),
    /^condition: Detection 't' not defined/,
  ],
  'a condition that is no condition': [
    ruleText({ s: { 'c-uri': 'x' }, condition: 's and' }, { title: 'A rule' }),
    /^condition: Expected/,
  ],
  'an aggregation of old': [
    ruleText({ s: { 'c-uri': 'x' }, condition: 's | count() > 5' }, { title: 'A rule' }),
    /^condition: The pipe syntax/,
  ],
  'a correlation of sums': [
    correlation({ type: 'value_sum', condition: { gte: 2, field: 'sc-bytes' } }),
    /^correlation: type: value_sum is not supported; supported are event_count, value_count, temporal, temporal_ordered/,
  ],
  'a correlation of a condition in words': [
    correlation({ type: 'temporal', condition: 'base and not base' }),
    /^correlation: condition: a condition of and, or and not is not supported/,
  ],
  'a correlation of an unknown rule': [
    correlation({ rules: ['other'] }),
    /^correlation: rules: Rule 'other' not found/,
  ],
  'a correlation grouped by an unknown field': [
    correlation({ 'group-by': ['user'] }),
    /^correlation: group-by: user: unknown field/,
  ],
  'a correlation grouped by what no record has': [
    correlation({ 'group-by': ['cs-cookie'] }),
    /^correlation: group-by: cs-cookie: no record has this field/,
  ],
};

for (const [name, [text, message]] of Object.entries(ERRORS))
  test(`${name} is an error that names file, rule and field`, { skip: noPython }, async () => {
    const error = await compileError({ 'x.yml': text });
    const begin = 'InputError: x.yml, rule "A rule", field ';
    assert.equal(error.slice(0, begin.length), begin);
    assert.match(error.slice(begin.length), message);
    assert.match(error, / Correct the rule, or move its file out of the folder\.$/);
  });

/** Rule files, and the whole beginning of their error. */
const FILES: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
  'a YAML error': [
    'title: x\n a: b',
    /^InputError: x\.yml: line 2, column 3: mapping values are not allowed/,
  ],
  'a key that is there twice': ['title: x\ntitle: y', /^InputError: x\.yml: .*Duplicate key 'title'/],
  'a file that is no rule': [
    '- a\n- b',
    /^InputError: x\.yml: a rule must be a map of title, logsource, detection and so on/,
  ],
  'half of a character': [
    ruleText({ s: { 'c-uri': '\ud800' }, condition: 's' }),
    /^InputError: x\.yml: line 1, column \d+: found invalid Unicode character escape code/,
  ],
  'a rule without a title': [
    'logsource: {category: webserver}',
    /^InputError: .*Sigma rule must have a title/s,
  ],
  'a rule without a detection': [
    'title: x\nlogsource: {category: webserver}',
    /^InputError: x\.yml, rule "x": .*must have a detection/s,
  ],
  'an id that is none': [
    `title: x\nid: 7\nlogsource: {category: webserver}\ndetection: {s: {c-uri: a}, condition: s}`,
    /^InputError: x\.yml.*(UUID|replace)/s,
  ],
  'aliases that expand without end': [
    `title: x\nlogsource: {category: webserver}\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ndetection: {s: {c-uri: [*d,*d,*d]}, condition: s}`,
    /^InputError: x\.yml/,
  ],
};

for (const [name, [text, message]] of Object.entries(FILES))
  test(`${name} is an error that names the file`, { skip: noPython }, async () => {
    assert.match(await compileError({ 'x.yml': text }), message);
  });

test('the same id twice is an error that names both rules', { skip: noPython }, async () => {
  const rule = (title: string) =>
    ruleText({ s: { 'c-uri': 'x' }, condition: 's' }, { title, id: '11111111-2222-4333-8444-555555555555' });
  assert.match(
    await compileError({ 'a.yml': rule('First'), 'b/c.yaml': rule('Second') }),
    /^InputError: b\/c\.yaml, rule "Second", field id: 11111111-.* is also the id of "First" in a\.yml; give one of them a new id\./,
  );
});

test('several errors are one message, and hostile titles are made visible', { skip: noPython }, async () => {
  const files = Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [
      `r${i}.yml`,
      ruleText({ s: { nothing: 'x' }, condition: 's' }, { title: `bad\u202e ${i}` }),
    ]),
  );
  const error = await compileError(files);
  assert.match(
    error,
    /^InputError: 8 errors in the rules; correct them, or move their files out of the folder:\n/,
  );
  assert.match(error, /r0\.yml, rule "bad\\u202e 0", field nothing: unknown field/);
  assert.match(error, /… and 3 more$/);
});
