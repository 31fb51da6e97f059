import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputName } from '../../../lib/commands/page/output-name.js';

for (const [name, expected] of [
  ['/logs/monday.csv', 'monday'],
  ['/logs/monday.csv.gz', 'monday'],
  ['/logs/a*/**/*.csv', 'logs'],
  ['/logs/', 'logs'],
  ['/.hidden', '.hidden'],
  ['-', 'standard-input'],
  ['s3://bucket/AWSLogs/waf/**?from=2024', 'waf'],
  ['cloudwatch:///aws/waf?from=2024', 'waf'],
  ['*.csv', 'traffic'],
  // Never the folder of all output, or one above.
  ['...csv', '...csv'],
  ['/logs/..csv', '..csv'],
  ['....gz', '....gz'],
  ['..', 'traffic'],
])
  test(`the output of ${name} is called ${expected}`, () => assert.equal(outputName(name!), expected));
