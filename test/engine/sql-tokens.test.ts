import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { array, assert as check, constantFrom, oneof, property, string } from 'fast-check';
import { readSqlFile } from '../../lib/engine/read-sql-file.js';
import {
  replaceParameters,
  significantTokens,
  sqlTokens,
  withoutSemicolon,
} from '../../lib/engine/sql-tokens.js';

/** Any text, and what quotes, comments and parameters are made of. */
const text = array(
  oneof(
    string({ unit: 'binary' }),
    constantFrom(
      "'",
      '"',
      '--',
      '/*',
      '*/',
      '$',
      '$a$',
      '$1',
      '\n',
      ' ',
      '(',
      ';',
      'with',
      'é',
      '😀',
      '\u00a0',
    ),
  ),
).map((parts) => parts.join(''));

test('tokens together are the text again, whatever the text is, and each says where it stands', () => {
  check(
    property(text, (sql) => {
      const tokens = sqlTokens(sql);
      assert.equal(tokens.map((token) => token.text).join(''), sql);
      for (const token of tokens) assert.ok(token.text !== '' && sql.startsWith(token.text, token.at));
    }),
    { numRuns: 1000 },
  );
});

test('words, names, texts, numbers, parameters, comments and signs are told apart', () => {
  const kinds = (sql: string) => significantTokens(sql).map((token) => `${token.kind} ${token.text}`);
  assert.deepEqual(
    kinds(`select größe.a_1, 'it''s $x' || "a ""b""" from t -- $x\n where /* ' */ a>=$x and 5e-1`),
    [
      ...[
        'word select',
        'word größe',
        'sign .',
        'word a_1',
        'sign ,',
        "string 'it''s $x'",
        'sign |',
        'sign |',
      ],
      ...[
        'quoted name "a ""b"""',
        'word from',
        'word t',
        'word where',
        'word a',
        'sign >',
        'sign =',
        'parameter $x',
      ],
      ...['word and', 'number 5e', 'sign -', 'number 1'],
    ],
  );
  assert.deepEqual(kinds(`$$it's$$ $a$ $b $a$ $1`), ["string $$it's$$", 'string $a$ $b $a$', 'parameter $1']);
  assert.deepEqual(kinds("select 'open -- $x"), ['word select', "string 'open -- $x"]);
});

test('every parameter is replaced, and what only looks like one is not', () => {
  assert.equal(
    replaceParameters(`select $a, '$a', "$a", $b /* $a */ -- $a`, (name, length) => `<${name} ${length}>`),
    `select <a 2>, '$a', "$a", <b 2> /* $a */ -- $a`,
  );
});

test('a semicolon at the end goes with what follows it, and no other', () => {
  assert.equal(withoutSemicolon("select ';' -- one;\n; -- two"), "select ';' -- one;\n");
  for (const sql of ["select ';'", 'select 1 -- ;', 'select 1; select 2', ''])
    assert.equal(withoutSemicolon(sql), sql);
});

test('files of lib/sql ask for parameters by name, and no file asks the view parameters once it is read', () => {
  assert.match(
    readSqlFile('over-time'),
    /creation_time\) \/ cast\(\$bin as double\)\) \* cast\(\$bin as double\)/,
  );
  const folder = path.resolve(__dirname, '../../lib/sql');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.sql'),
  );
  assert.ok(files.length > 40);
  for (const file of files.filter((name) => name !== 'setup.sql')) {
    const words = significantTokens(readSqlFile(file.slice(0, -4))).map((token) => token.text);
    assert.ok(!words.some((word, i) => word === 'from' && words[i + 1] === 'parameters'), file);
  }
});
