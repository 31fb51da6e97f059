import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import Papa from 'papaparse';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { matchRules } from '../../lib/rules/match-rules.js';
import { realData } from '../real-data.js';
import { matchedNames } from './matched-names.js';

/** Harmless texts of libinjection that rules match, and why that is right. */
const NAMED: Readonly<Record<string, string>> = {
  'LISTING-PRICE">': 'a broken piece of HTML with an image element: a page that echoes it shows the element',
};

const { skip } = realData;
/** Prints how many of some requests are matched, and returns the share. */
function report(name: string, matched: readonly boolean[]): number {
  const hits = matched.filter(Boolean).length;
  console.log(`${name}: ${hits} of ${matched.length} (${(hits / matched.length).toFixed(4)})`);
  return hits / matched.length;
}

/** The values of a map of lists, by key in order. */
function groups<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) found.set(key(row), [...(found.get(key(row)) ?? []), row]);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const asValue = (value: string): string => `/search?q=${encodeURIComponent(value)}`;

test('rules match the attacks of the Core Rule Set’s tests', { skip }, async () => {
  const attacks = readFileSync(realData.file('requests/crs-regression.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) =>
        JSON.parse(line) as { fam: string; label: number; uri: string; ua: string | null; pl: number },
    )
    .filter(({ label }) => label === 1);
  const names = await matchedNames(attacks.map(({ uri, ua }) => ({ uri, agent: ua ?? undefined })));
  const rows = attacks.map(({ fam, pl }, i) => ({ fam, pl, matched: (names[i] ?? []).length > 0 }));
  for (const [family, own] of groups(rows, ({ fam }) => fam))
    report(
      family,
      own.map(({ matched }) => matched),
    );
  const first = rows.filter(({ pl }) => pl === 1);
  const level1 = report(
    'paranoia level 1',
    first.map(({ matched }) => matched),
  );
  const all = report(
    'all levels',
    rows.map(({ matched }) => matched),
  );
  assert.ok(level1 >= 0.8 && all >= 0.6);
});

test('rules match attacks in the value of a parameter, and hardly any normal value', { skip }, async () => {
  const { data } = Papa.parse<{ payload: string; attack_type: string; label: string }>(
    readFileSync(realData.file('requests/http-params.csv'), 'utf8'),
    { header: true, skipEmptyLines: true },
  );
  const names = await matchedNames(data.map(({ payload }) => ({ uri: asValue(payload) })));
  const rows = data.map(({ attack_type }, i) => ({ attack_type, matched: (names[i] ?? []).length > 0 }));
  const shares = new Map(
    [...groups(rows, ({ attack_type }) => attack_type)].map(([type, own]) => [
      type,
      report(
        type,
        own.map(({ matched }) => matched),
      ),
    ]),
  );
  for (const [type, least] of Object.entries({ sqli: 0.95, xss: 0.95, cmdi: 0.85, 'path-traversal': 0.85 }))
    assert.ok((shares.get(type) ?? 0) >= least, type);
  assert.ok((shares.get('norm') ?? 1) <= 1 / 10_000, 'normal values');
});

test('rules match none of the harmless texts of libinjection, except those with a reason', {
  skip,
}, async () => {
  const texts = readFileSync(realData.file('requests/libinjection-false-positives.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '));
  const names = await matchedNames(texts.map((text) => ({ uri: asValue(text) })));
  const matched = texts.flatMap((text, i) =>
    (names[i] ?? []).length > 0 ? [{ text, names: names[i] }] : [],
  );
  console.log(`libinjection's harmless texts: ${matched.length} of ${texts.length}`);
  const wrong = matched.filter(({ text }) => !Object.keys(NAMED).some((start) => text.startsWith(start)));
  assert.deepEqual(wrong, []);
});

test('on a public log, rules name the probes of scanners and nothing else', { skip }, async () => {
  const traffic = await openTraffic(realData.file('aws-samples/apache__raw.log'));
  const { rules } = await matchRules(traffic);
  const rows = await traffic.engine.query<{ uri: string; rule: number; records: number }>(
    `select uri, rule, cast(count(*) as integer) as records
     from traffic join rule_matches using (row_id) group by uri, rule order by uri, rule`,
  );
  const hits = rows.filter(({ rule }) => rules[rule]?.kind !== 'context');
  const records = hits.reduce((sum, hit) => sum + hit.records, 0);
  console.log(`public log: ${records} records with ${hits.length} different requests`);
  const expected =
    /wp-(admin|login)|\/admin(istrator|\.php)|fckeditor|\/user\/register|\/node\/add|\+Result:/i;
  assert.deepEqual(
    hits.filter(({ uri }) => !expected.test(uri)).map(({ uri, rule }) => `${uri}: ${rules[rule]?.name}`),
    [],
  );
  assert.ok(records >= 49);
});
