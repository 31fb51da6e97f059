import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { absoluteName, isRemote, joinNames, splitNames } from '../../lib/load/file-names.js';

const ADDRESSES = [
  's3://bucket/AWSLogs/**',
  'trino://[::1]:8080/hive/default/traffic?limit=5',
  'trino://trino.example.org:8443/hive/default/traffic',
  'cloudwatch:///aws/waf?from=2024-04-25T14%3A00',
];

for (const delimiter of [':', ';'])
  test(`names of files and addresses stand in one text with "${delimiter}" between them`, () => {
    const names = ['a.csv', ...ADDRESSES, 'logs/b.csv', '-'];
    assert.deepEqual(splitNames(names.join(delimiter), delimiter), names);
    assert.deepEqual(splitNames(joinNames(names, delimiter), delimiter), names);
  });

test('colons of an address that separate names are written as %3A when names are joined', () => {
  assert.equal(joinNames(['cloudwatch:///g?from=14:00', 'b'], ':'), 'cloudwatch:///g?from=14%3A00:b');
});

test('empty names are no names', () => assert.deepEqual(splitNames('::a.csv::', ':'), ['a.csv']));

test('addresses and standard input do not depend on the folder, files do', () => {
  for (const name of ['-', ...ADDRESSES]) assert.equal(absoluteName('/home/ada', name), name);
  assert.equal(absoluteName(path.resolve('/home/ada'), 'a.csv'), path.resolve('/home/ada/a.csv'));
  assert.throws(() => absoluteName('/home/ada', `a${path.delimiter}b.csv`), {
    name: 'InputError',
    message: /a.b\.csv: file names with ".+" cannot be read; rename the file\.$/,
  });
});

test('a drive of Windows is no scheme', () => assert.equal(isRemote('C://data/a.csv'), false));
