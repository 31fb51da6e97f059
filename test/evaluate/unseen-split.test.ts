import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowIdsOf } from '../../lib/evaluate/labels.js';
import { unseenSplit } from '../../lib/evaluate/unseen-split.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { tinyTraffic } from '../features/tiny-traffic.js';

/** Twelve records of six networks; the networks 0 and 1, 2 and 3 are announced by one autonomous system each. */
async function announced() {
  const traffic = await tinyTraffic(
    Array.from({ length: 12 }, (_, i) => ({
      src_ip: `198.51.${i % 6}.${i}`,
      bytes_in: 100 * (i + 1),
      creation_time: `2024-05-06 ${String(i).padStart(2, '0')}:00:00`,
    })),
  );
  await requireLocal(traffic).engine.connection.run(`create table addresses as
    select src_ip as ip, case when row_id % 6 in (1, 2) then 64500 when row_id % 6 in (3, 4) then 64501 end as asn from traffic`);
  const labels = Uint8Array.from({ length: 12 }, (_, i) => ([0, 1, 4].includes(i % 6) ? 1 : 0));
  return { traffic, labels, rowIds: await rowIdsOf(traffic) };
}

test('an autonomous system is on one side only, and a source without one is split by its network', async () => {
  const { traffic, labels, rowIds } = await announced();
  const { split, groups } = await unseenSplit(traffic, rowIds, labels, 'asn', { test: 0.5, seed: 1 });
  assert.deepEqual(groups.slice(0, 6), [
    'AS64500',
    'AS64500',
    'AS64501',
    'AS64501',
    '198.51.4.0/24',
    '198.51.5.0/24',
  ]);
  const heldOut = new Set(Array.from(split.test, (row) => groups[row]!));
  assert.ok([...split.train].every((row) => !heldOut.has(groups[row]!)));
  assert.match(split.how, /by autonomous system/);
});

test('by time, all records judged by are later than those learned from', async () => {
  const { traffic, labels, rowIds } = await announced();
  const { split } = await unseenSplit(traffic, rowIds, labels, 'time', { test: 0.5 });
  assert.deepEqual([...split.test], [6, 7, 8, 9, 10, 11]);
  assert.match(split.how, /from 2024-05-06T06:00:00.000Z on/);
});

test('where one network holds a class, distinct rows are split and a warning says so', async () => {
  const { traffic, rowIds } = await announced();
  const labels = Uint8Array.from({ length: 12 }, (_, i) => (i % 6 === 0 ? 1 : 0));
  const { split, warning } = await unseenSplit(traffic, rowIds, labels, 'network', { test: 0.5 });
  assert.match(warning ?? '', /what a detector knows again is the source/);
  assert.match(split.how, /distinct row/);
});

test('where even the distinct rows are too few, records are split at random', async () => {
  const { traffic, rowIds } = await announced();
  // Two alike records of one network: neither networks nor distinct rows have positives on both sides.
  await requireLocal(traffic).engine.connection.run(
    "update traffic set src_ip = '198.51.0.0', bytes_in = 7, creation_time = timestamp '2024-05-06 00:00:00' where row_id <= 2",
  );
  const labels = Uint8Array.from({ length: 12 }, (_, i) => (i < 2 ? 1 : 0));
  const { split, warning } = await unseenSplit(traffic, rowIds, labels, 'network', { test: 0.5 });
  assert.match(split.how, /^at random, stratified by label/);
  assert.match(warning ?? '', /what a detector knows again is the source/);
  assert.deepEqual([...split.test].filter((row) => row < 2).length, 1);
});

test('networks that suffice are split; any other error is told, and is no reason for another split', async () => {
  const { traffic, labels, rowIds } = await announced();
  const { split, warning } = await unseenSplit(traffic, rowIds, labels, 'network', { test: 0.5 });
  assert.match(split.how, /by \/24 or \/48 network/);
  assert.equal(warning, null);
  // Distinct rows would need the features, which one record has none of.
  const one = { ...traffic, records: 1 };
  await assert.rejects(
    unseenSplit(one, rowIds, labels, 'network', { test: 1.5 }),
    /A test part of 1\.5 leaves nothing on one side/,
  );
});
