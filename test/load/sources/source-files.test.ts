import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTraffic } from '../../../lib/load/open-traffic.js';

for (const [name, message] of [
  ['ftp://example.org/a.csv', /^ftp:\/\/ cannot be read; give a file, or an address with /],
  [
    'trino://ada:secret@localhost/hive/a/b',
    /^trino:\/\/localhost: a password does not belong into an address/,
  ],
  ['trino://[', /^"trino:\/\/\[" is no address that can be read/],
] as const)
  test(`${name} is refused in one sentence without its password`, async () => {
    await assert.rejects(openTraffic(name), (error: Error) => {
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /secret/);
      return error.name === 'InputError';
    });
  });
