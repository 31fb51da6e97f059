import assert from 'node:assert/strict';
import { test } from 'node:test';
import { featureDefinitions } from '../../lib/features/feature-definitions.js';
import { refuseLeaks } from '../../lib/features/refuse-leaks.js';

for (const name of [
  ...[
    'suspicious',
    'attack',
    'anomaly',
    'malicious',
    'label',
    'labels',
    'class',
    'target',
    'verdict',
    'truth',
  ],
  ...['is_attack', 'is_malicious', 'Label'],
])
  test(`${name} is refused as a feature, since it is a label`, () => {
    assert.throws(() => refuseLeaks(['bytes_in', name]), {
      message: `“${name}” cannot be a feature: it is a label, the very thing to be found. Leave it out.`,
    });
  });

test('every feature may be asked for, and none', () => {
  refuseLeaks(featureDefinitions.map(({ name }) => name));
  refuseLeaks([]);
});
