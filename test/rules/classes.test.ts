import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { RequestRule } from '../../lib/rules/rule.js';
import { matchedNames, type SentRequest } from './matched-names.js';

/** A request as a path and query, or by its parts. */
type Attack = string | Omit<Partial<SentRequest>, 'status'>;

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(__dirname, file), 'utf8'));
const { rules } = read('../../lib/rules/compiled.json') as { readonly rules: readonly RequestRule[] };
/** Hand-made attacks by the class of rules that finds them, in several encodings. */
const ATTACKS = read('attacks.json') as Readonly<Record<string, readonly Attack[]>>;
/** Paths and queries of ordinary sites that look like attacks to a careless rule. */
const HARMLESS = read('harmless.json') as readonly string[];

const classOf = new Map(rules.map(({ name, class: of }) => [name, of]));
const requests = Object.entries(ATTACKS).flatMap(([of, attacks]) =>
  attacks.map((attack) => ({
    of,
    uri: '/',
    ...(typeof attack === 'string' ? { uri: attack } : attack),
  })),
);
// Junk that is no request of HTTP stands alone in a log.
const names = matchedNames(
  requests.map(({ uri, method, ...rest }) => ({
    uri,
    ...rest,
    method: method ?? (/^[/]/.test(uri) ? 'GET' : ''),
  })),
  { context: true },
);

for (const of of Object.keys(ATTACKS))
  test(`rules of the class ${of} match its attacks`, async () => {
    const matched = await names;
    const own = requests.flatMap((request, i) =>
      request.of === of ? [{ request, names: matched[i] ?? [] }] : [],
    );
    assert.ok(own.length >= 5);
    const missed = own.filter((attack) => attack.names.length === 0).map(({ request }) => request);
    assert.deepEqual(missed, []);
    const named = own.filter((attack) => attack.names.some((name) => classOf.get(name) === of));
    assert.ok(named.length >= own.length / 2, `${named.length} of ${own.length} by rules of the class`);
  });

test('each file of rules is a class with attacks', () => {
  assert.deepEqual([...new Set(rules.map((rule) => rule.class))].sort(), Object.keys(ATTACKS).sort());
});

test('rules match no request of ordinary sites', async () => {
  const matched = await matchedNames(HARMLESS.map((uri) => ({ uri, status: 200 })));
  assert.ok(HARMLESS.length >= 100);
  assert.deepEqual(
    HARMLESS.flatMap((uri, i) =>
      (matched[i] ?? []).length > 0 ? [`${uri}: ${matched[i]?.join('; ')}`] : [],
    ),
    [],
  );
});
