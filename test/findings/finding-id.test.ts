import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FindingDraft } from '../../lib/findings/finding.js';
import { findingIds, networkOf } from '../../lib/findings/finding-id.js';
import { investigate } from '../../lib/findings/investigate.js';
import { people, trafficOf } from './records.js';

const draft = (changes: Partial<FindingDraft> = {}): FindingDraft => ({
  kind: 'brute force',
  clients: ['203.0.113.7'],
  from: new Date('2024-04-01T10:00:00Z'),
  to: new Date('2024-04-01T11:00:00Z'),
  sentence: '',
  numbers: {},
  surprise: null,
  target: '10.0.0.1',
  ...changes,
});
const id = (changes: Partial<FindingDraft> = {}) => findingIds([draft(changes)])[0]!;

test('an id depends on kind, clients and target, not on times or the order of clients', () => {
  assert.match(id(), /^[0-9a-f]{12}$/);
  assert.equal(id({ from: new Date(0), to: new Date(1) }), id());
  assert.notEqual(id({ kind: 'port scan' }), id());
  assert.notEqual(id({ target: '10.0.0.2' }), id());
  assert.notEqual(id({ clients: ['203.0.113.8'] }), id());
  assert.equal(id({ clients: ['192.0.2.1', '203.0.113.7'] }), id({ clients: ['203.0.113.7', '192.0.2.1'] }));
});

test('several clients of one network have the id of the network, whichever they are; a single client its own', () => {
  assert.equal(
    id({ clients: ['192.0.2.1', '192.0.2.9'] }),
    id({ clients: ['192.0.2.3', '192.0.2.4', '192.0.2.5'] }),
  );
  assert.notEqual(id({ clients: ['192.0.2.1', '192.0.2.9'] }), id({ clients: ['192.0.2.1', '192.0.3.9'] }));
  assert.notEqual(id({ clients: ['192.0.2.1'] }), id({ clients: ['192.0.2.2'] }));
  assert.equal(networkOf('2001:db8:1:2::3'), '2001:db8:1::/48');
  assert.equal(networkOf('::ffff:192.0.2.77'), '192.0.2.0/24');
  assert.equal(networkOf('not an address'), 'not an address');
});

test('an entry of a list stands for its clients', () => {
  assert.equal(id({ entry: 'gateway' }), id({ entry: 'gateway', clients: ['192.0.2.1'] }));
});

test('ids of one ledger are all different, whatever the findings are', () => {
  const clients = fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), { maxLength: 3 });
  const one = fc
    .record({ clients, target: fc.constantFrom('a', 'b'), at: fc.integer({ min: 0, max: 9 }) })
    .map(({ clients, target, at }) => draft({ clients, target, from: new Date(at) }));
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), (drafts) => {
      assert.equal(new Set(findingIds(drafts)).size, drafts.length);
    }),
  );
});

test('the same behaviour on the next day has the same id', async () => {
  const day = (offset: number) => [
    ...people.map((record) => ({ ...record, at: record.at + offset })),
    ...Array.from({ length: 30 + offset / 10_000 }, (_, i) => ({
      at: offset + 9000 + 5 * i,
      source: i % 2 ? '1.1.1.1' : '2606:4700::1111',
      status: 401,
    })),
  ];
  const found = async (offset: number) => {
    const { findings } = await investigate(await trafficOf(day(offset)));
    return findings
      .filter(({ accuses }) => accuses)
      .map((finding) => [finding.kind, finding.id, finding.targets]);
  };
  const monday = await found(0);
  assert.ok(monday.length > 0);
  assert.deepEqual(await found(86_400 * 2), monday);
});
