import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_FILTERS, toggled } from '../../../lib/report/browser/filters.js';
import { findingsWithout } from '../../../lib/report/browser/findings-of.js';
import { recordSet } from '../../../lib/report/browser/record-set.js';
import type { RecordColumns } from '../../../lib/report/explore/record-columns.js';

const minute = 60_000;
const finding = (id: string, sources: readonly string[], from = 0, to = 10 * minute) => ({
  id,
  sources,
  from,
  to,
  mark: null,
});
/** Four records: a at 0 and 20 min, b at 5 min, and one at 6 min whose source was added up with others, in cells. */
const columns = (cells: boolean): RecordColumns => ({
  rows: 4,
  texts: {
    src_ip: { values: ['a', 'b', 'other sources'], codes: Uint8Array.of(0, 0, 1, 2) },
    country: { values: ['DE', 'US'], codes: Uint8Array.of(0, 0, 1, 1) },
  },
  numbers: { creation_time: Float64Array.of(0, 20 * minute, 5 * minute, 6 * minute) },
  about: {
    records: 4,
    bin: { seconds: 60, from: 'span', finest: 1 },
    gaps: [],
    threshold: null,
    findings: [
      finding('of a', ['a']),
      finding('of a later', ['a'], 15 * minute, 30 * minute),
      finding('of b', ['b']),
      finding('of c', ['c']),
      finding('of the capture', []),
    ],
    clients: null,
    leftOut: [],
    cells: cells ? { sources: [2, 9], ports: [1, 1] } : null,
  },
});

const without = (cells: boolean, filters = NO_FILTERS) => [
  ...findingsWithout(columns(cells), recordSet(columns(cells)).filter(filters)),
];

test('a finding is without records when none of its sources has one in its time that passes; one of no source never is', () => {
  assert.deepEqual(without(false), ['of c']);
  assert.deepEqual(without(false, toggled(NO_FILTERS, 'country', 'US')), ['of a', 'of a later', 'of c']);
  assert.deepEqual(without(false, { ...NO_FILTERS, from: minute }), ['of a', 'of c']);
});

test('of a source that was added up with others nobody knows whether it has records', () => {
  assert.deepEqual(without(true), []);
  assert.deepEqual(without(true, toggled(NO_FILTERS, 'country', 'DE')), ['of b']);
});
