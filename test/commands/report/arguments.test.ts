import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { reportArguments } from '../../../lib/commands/report/arguments.js';

const root = path.resolve('/project');
const from = path.resolve('/home/ann');
const parse = (...args: string[]) => reportArguments(args, { root, from });

test('without arguments the shipped data are read, and the output goes to reports/ of the project', () => {
  assert.deepEqual(parse(), {
    files: [path.resolve('/project/data/cybersecurity_data.csv')],
    out: path.resolve('/project/reports/cybersecurity_data'),
  });
});

test('paths are relative to the folder in which the user typed the command', () => {
  assert.deepEqual(parse('a.csv', '--out', 'b'), {
    files: [path.resolve('/home/ann/a.csv')],
    out: path.resolve('/home/ann/b'),
  });
});

test('the output is named after the first file, without .csv and .gz', () => {
  const named = (...files: string[]) => path.basename(parse(...files).out);
  assert.equal(named('day.one.csv.gz'), 'day.one');
  assert.equal(named('a.csv', 'b.csv', 'c.csv'), 'a-and-2-more');
});

test('standard input stays a dash, and patterns give their folder’s name to the output', () => {
  assert.deepEqual(parse('-').files, ['-']);
  assert.equal(path.basename(parse('-').out), 'standard-input');
  assert.equal(path.basename(parse('logs/**/*.gz').out), 'logs');
  assert.equal(path.basename(parse('logs/').out), 'logs');
});

test('a file name with the character that separates file names is refused', () => {
  assert.throws(() => parse(`a${path.delimiter}b.csv`), {
    name: 'InputError',
    message: `${path.join(from, `a${path.delimiter}b.csv`)}: file names with "${path.delimiter}" cannot be read; rename the file.`,
  });
});
