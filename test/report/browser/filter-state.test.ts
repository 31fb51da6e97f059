import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clientMatcher, readClients } from '../../../lib/report/browser/client-terms.js';
import { filtersFromState, filtersToState } from '../../../lib/report/browser/filter-state.js';
import { CHOICES, type Filters, NO_FILTERS } from '../../../lib/report/browser/filters.js';
import { parseState, stateText } from '../../../lib/report/browser/page-state.js';
import type { RecordColumns } from '../../../lib/report/explore/record-columns.js';

const written = (filters: Filters) =>
  stateText(
    Object.fromEntries(Object.entries(filtersToState(filters)).filter(([, value]) => value)) as Record<
      string,
      string
    >,
  );

test('filters are readable in the address of the page', () => {
  const filters: Filters = {
    from: Date.UTC(2024, 3, 25, 6),
    before: null,
    chosen: {
      ...NO_FILTERS.chosen,
      country: ['DE', 'US', null],
      src_ip: ['192.0.2.0/24', 'owner:Example, Inc.'],
    },
    minScore: 4.25,
    anomaliesOnly: true,
  };
  assert.equal(
    written(filters),
    'from=2024-04-25T06:00:00Z&country=DE,US,none&client=192.0.2.0/24,owner:Example%2C+Inc.&score=4.25&anomalies=1',
  );
  assert.deepEqual(filtersFromState(parseState(`#${written(filters)}`) ?? {}), filters);
});

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const items = fc.uniqueArray(fc.oneof(text, fc.constant('none'), fc.constant(null)), { maxLength: 4 });
const times = fc.option(fc.integer({ min: 0, max: 4_102_444_800_000 }));

test('every filter comes back out of the address, whatever a record holds', () => {
  fc.assert(
    fc.property(
      times,
      times,
      fc.tuple(...CHOICES.map(() => items)),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      fc.boolean(),
      (from, before, lists, minScore, anomaliesOnly) => {
        const chosen = Object.fromEntries(
          CHOICES.map((choice, i) => [choice, lists[i]!]),
        ) as unknown as Filters['chosen'];
        const filters = {
          from,
          before,
          chosen,
          minScore: minScore === null ? null : minScore + 0,
          anomaliesOnly,
        };
        assert.deepEqual(filtersFromState(parseState(written(filters)) ?? {}), filters);
      },
    ),
  );
});

test('whatever somebody writes into the address, filters come out of it or none', () => {
  for (const hostile of [
    'from=yesterday&before=2024-13-40T00:00:00Z&score=NaN&anomalies=true',
    'from=-1&score=1e999&country=%',
    'country=%E0%A4%A&port=%ff',
    `client=${'x'.repeat(501)}`,
  ])
    assert.deepEqual(filtersFromState(parseState(hostile) ?? {}), NO_FILTERS, hostile);
  for (const none of ['', '#', '#Summary', '#unknown=1', '#=1', '#__proto__=1', `#${'x'.repeat(200_001)}=1`])
    assert.equal(parseState(none), null, none);
  const many = Array.from({ length: 6000 }, (_, i) => `c${i}`).join(',');
  assert.equal(filtersFromState(parseState(`#country=${many}`) ?? {}).chosen.country.length, 5000);
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('', 'country=', 'from=', 'client='),
      (end, start) => {
        const { from, before, minScore } = filtersFromState(parseState(`#${start}${end}`) ?? {});
        for (const value of [from, before, minScore]) assert.ok(value === null || Number.isFinite(value));
      },
    ),
  );
});

const addresses = ['192.0.2.1', '192.0.2.77', '198.51.100.4', '2001:db8::1', '2001:DB8:0:0::2', 'a host'];
const columns = {
  rows: 0,
  texts: { src_ip: { values: addresses, codes: new Uint8Array() } },
  numbers: {},
  about: {
    cells: null,
    clients: {
      scores: null,
      reasons: [],
      owners: ['Example, Inc.', 'Example, Inc.', 'Other Net LLC', null, null, null],
      lists: [['scanner'], [], ['cloud', 'scanner'], [], [], []],
    },
  },
} as unknown as RecordColumns;
const meant = (term: string) => addresses.filter(clientMatcher(columns, term));

test('a client is meant by its address, a network, its owner or a list', () => {
  for (const [term, clients] of [
    ['192.0.2.1', ['192.0.2.1']],
    ['192.0.2.0/26', ['192.0.2.1']],
    ['192.0.2.0/24', ['192.0.2.1', '192.0.2.77']],
    ['0.0.0.0/0', ['192.0.2.1', '192.0.2.77', '198.51.100.4']],
    ['2001:db8::/32', ['2001:db8::1', '2001:DB8:0:0::2']],
    ['2001:db8::2', ['2001:DB8:0:0::2']],
    ['owner:example', ['192.0.2.1', '192.0.2.77']],
    ['list:scanner', ['192.0.2.1', '198.51.100.4']],
    ['a host', ['a host']],
    ['192.0.2.0/33', []],
    ['192.0.2', []],
    ['owner:', []],
    ['list:', []],
  ] as const)
    assert.deepEqual(meant(term), clients, term);
});

test('what is typed is a list of clients, and what matches none is told apart', () => {
  for (const [typed, terms, unknown] of [
    ['192.0.2.1, 198.51.100.4', ['192.0.2.1', '198.51.100.4'], []],
    ['192.0.2.1 198.51.100.0/24;2001:db8::/32', ['192.0.2.1', '198.51.100.0/24', '2001:db8::/32'], []],
    ['Example, Inc.', ['owner:Example, Inc.'], []],
    ['other net, SCANNER', ['owner:other net', 'list:scanner'], []],
    ['192.0.2.1 203.0.113.9', ['192.0.2.1'], ['203.0.113.9']],
    ['nobody', [], ['nobody']],
    ['a host', ['a host'], []],
    [' , ', [], []],
  ] as const)
    assert.deepEqual(readClients(columns, typed), { terms, unknown }, typed);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
      for (const term of readClients(columns, typed).terms) assert.notDeepEqual(meant(term), []);
    }),
  );
});
