import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateDetectors } from '../../lib/evaluate/evaluate-detectors.js';
import { describeDetectors, detectorRows } from '../../lib/evaluate/evaluation-text.js';
import { labelsOfColumn } from '../../lib/evaluate/labels.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { detectors, supervisedDetectors } from '../../lib/models/detectors/registry.js';
import type { Progress } from '../../lib/progress/long-operation.js';
import { tinyTraffic } from '../features/tiny-traffic.js';

/** 240 records of 60 networks; every twelfth is far larger, and the rule engine fired on it. */
async function labelled(words: readonly [string, string] = ['normal', 'attack']) {
  const large = (i: number) => i % 12 === 5;
  const traffic = await tinyTraffic(
    Array.from({ length: 240 }, (_, i) => ({
      src_ip: `10.0.${i % 60}.7`,
      bytes_in: large(i) ? 5_000_000 + i * 1000 : 1000 + ((i * 37) % 300),
      bytes_out: 2000 + ((i * 53) % 500),
      creation_time: `2024-05-06 ${String(i % 24).padStart(2, '0')}:00:00`,
      end_time: `2024-05-06 ${String(i % 24).padStart(2, '0')}:00:${10 + ((i * 7) % 40)}`,
      rule_names: large(i) ? 'large' : null,
    })),
  );
  await requireLocal(traffic).engine.connection.run(
    `create or replace table labels as select row_id, case when rule_names is null then '${words[0]}' else '${words[1]}' end as label, 'is_attack' as label_column from traffic`,
  );
  return traffic;
}

test('every detector is judged on networks it has not seen, the best first', async () => {
  const reports: Progress[] = [];
  const result = await evaluateDetectors(await labelled(), 'is_attack', {
    seed: 1,
    onProgress: (progress) => reports.push(progress),
  });
  assert.equal(result.detectors.length, detectors.length + supervisedDetectors.length);
  assert.match(result.split.how, /network/);
  const precisions = result.detectors.map(({ evaluation }) => evaluation.averagePrecision.value);
  assert.deepEqual(
    precisions,
    precisions.toSorted((a, b) => b - a),
  );
  const majority = result.detectors.find(({ detector }) => detector === 'majority');
  assert.equal(majority?.evaluation.rocAuc.value, 0.5);
  assert.equal(detectorRows(result).length, result.detectors.length);
  // Progress ends at the number of detectors that there are.
  assert.deepEqual(
    reports.map(({ done }) => done),
    [...result.detectors.keys()].map((i) => i + 1),
  );
  assert.ok(reports.every(({ total }) => total === result.detectors.length));
  const words = describeDetectors(result, 'is_attack').join('\n');
  assert.match(words, /“bytes in” \(bytes_in\) alone separates the classes/);
  assert.match(words, /is_attack are the word of whoever filled the column/);
});

test('hits of the rule engine are labels too, and said to be its word', async () => {
  const traffic = await labelled();
  const { labels, provenance } = await labelsOfColumn(traffic, 'rule_names', Int32Array.of(6, 1, 18));
  assert.deepEqual([...labels], [1, 0, 1]);
  assert.equal(provenance, 'rule engine');
});

test('0, false, no, benign and the like are class 0, whatever else is class 1', async () => {
  for (const words of [
    ['0', '1'],
    ['False', 'True'],
    ['BENIGN', 'DDoS'],
    ['no', 'yes'],
  ] as const) {
    const { labels } = await labelsOfColumn(await labelled(words), 'is_attack', Int32Array.of(6, 1));
    assert.deepEqual([...labels], [1, 0], words.join());
  }
});

test('a column that is not there, a record without a label and one class are told with a remedy', async () => {
  const traffic = await labelled();
  await assert.rejects(
    evaluateDetectors(traffic, 'verdict'),
    /no label column 'verdict'; name one of is_attack, rule_names/,
  );
  await requireLocal(traffic).engine.connection.run('delete from labels where row_id = 9');
  await assert.rejects(
    evaluateDetectors(traffic, 'is_attack'),
    /record 9: has no label in is_attack; label every record/,
  );
  const one = await labelled(['normal', 'normal']);
  await assert.rejects(
    evaluateDetectors(one, 'is_attack'),
    /All 240 labels are 0, so there is nothing to judge detectors by/,
  );
});
