import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { reportArguments } from '../../../lib/commands/report/arguments.js';

const root = path.resolve(__dirname, '../../..');
const from = path.resolve('/home/ann');
const parse = (...args: string[]) => reportArguments(args, { root, from });
const notebook = (name: string) => path.join(root, 'notebooks', name);

test('without arguments the shipped data are read, and the output goes to reports/ of the project', () => {
  assert.deepEqual(parse(), {
    files: [path.join(root, 'data/cybersecurity_data.csv')],
    out: path.join(root, 'reports/cybersecurity_data'),
    notebook: notebook('report.ipynb'),
    redact: false,
    showCode: false,
    filter: {},
  });
  assert.equal(parse('--redact').redact, true);
});

test('title, code, filters, times and formats are taken, and wrong ones are told before anything is read', () => {
  const given = parse(
    ...['a.csv', '--title', ' April ', '--show-code', '--filter', 'country=DE,US', '--filter', 'port=443'],
    ...['--from', '2024-04-25', '--to', '2024-04-26T12:00', '--format', 'html, PDF,html'],
  );
  assert.deepEqual([given.title, given.showCode, given.formats], ['April', true, ['html', 'pdf']]);
  assert.deepEqual(given.filter, {
    where: ['country=DE,US', 'port=443'],
    from: '2024-04-25',
    to: '2024-04-26T12:00',
  });
  assert.deepEqual(
    parse(
      ...['--time-format', '%d.%m.%Y', '--time-format', '%d/%m/%Y'],
      ...['--time-zone', 'Europe/Berlin', '--thousands', '.'],
    ).values,
    { timeFormat: ['%d.%m.%Y', '%d/%m/%Y'], timeZone: 'Europe/Berlin', thousands: '.' },
  );
  assert.throws(() => parse('--format', 'html,docx'), {
    name: 'InputError',
    message: '--format html,docx: docx cannot be written; there are html, pdf, md, xlsx, json, csv.',
  });
  assert.throws(() => parse('--filter', 'cuontry=DE'), /did you mean country\?/);
});

test('a title is one line in which everything can be seen, of a length that a heading has', () => {
  assert.equal(parse('--title', ' one\n\u2028two\t\r three ').title, 'one two three');
  assert.equal(parse('--title', 'a\u202eb\u0007').title, 'a\\u202eb\\u0007');
  assert.equal(parse('--title', ' \n ').title, undefined);
  assert.throws(() => parse('--title', 'x'.repeat(100_000)), {
    name: 'InputError',
    message: '--title: has 100,000 characters; give at most 200.',
  });
});

test('paths are relative to the folder in which the user typed the command', () => {
  const { files, out } = parse('a.csv', '--out', 'b');
  assert.deepEqual([files, out], [[path.resolve('/home/ann/a.csv')], path.resolve('/home/ann/b')]);
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

test('a notebook is found by its name or its path, and an unknown one is told with the names there are', () => {
  assert.equal(parse('a.csv', '--notebook', '04-investigate').notebook, notebook('04-investigate.ipynb'));
  assert.equal(parse('--notebook', '01-explore.ipynb').notebook, notebook('01-explore.ipynb'));
  assert.equal(parse('--notebook', notebook('03-classify')).notebook, notebook('03-classify.ipynb'));
  assert.throws(() => parse('--notebook', '04-hunt'), {
    name: 'InputError',
    message: /^04-hunt: there is no such notebook; give a path, or one of 01-explore, .*04-investigate/,
  });
});

test('folders of models and rules are relative to where the user is, and only of notebooks that read them', () => {
  assert.equal(parse('a.csv', '--model', 'models/april').model, path.join(from, 'models/april'));
  assert.equal(parse('a.csv', '--save-model', 'models/may').saveModel, path.join(from, 'models/may'));
  assert.equal(
    parse('a.log', '--notebook', '04-investigate', '--rules', 'my-rules').rules,
    path.join(from, 'my-rules'),
  );
  assert.throws(
    () => parse('--notebook', '01-explore', '--rules', 'my-rules'),
    /does not read REPORT_RULES; leave out --rules/,
  );
  for (const option of ['--model', '--save-model'])
    assert.throws(() => parse('--notebook', '04-investigate', option, 'x'), {
      name: 'InputError',
      message: new RegExp(`^04-investigate: this notebook does not read REPORT_.*; leave out ${option}\\.$`),
    });
});
