import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLocal } from './open-local.js';
import { written } from './written.js';

/** Every character of Unicode, 256 to a text, and texts that begin with one that some reader takes for a mark. */
const TEXTS = [
  ...Array.from({ length: 0x110000 / 256 }, (_, page) =>
    Array.from({ length: 256 }, (_, i) => page * 256 + i)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .join(''),
  ).filter((text) => text !== ''),
  ...[
    '\ufeff',
    '\ufeffx',
    '\ufeff\ufeffx',
    '\ufffe',
    '\uffff',
    '\ufffex',
    'a\0b',
    '\0',
    '\u0085',
    '\u2028',
    ' x ',
    '\tx',
  ],
  ...[
    '\r',
    '\n',
    'a\r\nb',
    'a\rb',
    '"',
    '""',
    ',',
    ';',
    "'",
    '\\',
    '\\n',
    '\u0001\u0002\u0003',
    '𝒳',
    'e\u0301',
  ],
];
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

for (const [what, more] of [
  ['at the reader’s own speed', []],
  ['where rows are split', ['-1,2024-01-01T00:00:00Z,1.2.3.4,"bad"']],
] as const)
  test(`every character of Unicode comes through the loader and the engine as it is, ${what}`, async () => {
    const rows = TEXTS.map((text, i) => `${i},2024-01-01T00:00:00Z,1.2.3.4,${quoted(text)}`);
    const file = ['bytes_in,creation_time,src_ip,protocol', ...rows, ...more, ''].join('\n');
    const { engine, records, rejected } = await openLocal(written(`unicode-${more.length}.csv`, file));
    assert.deepEqual([records, rejected], [TEXTS.length, more.length]);
    const read = await engine.query<{ protocol: string }>('select protocol from traffic order by bytes_in');
    for (const [i, { protocol }] of read.entries()) assert.equal(protocol, TEXTS[i]);
    const $text = '\ufeff\ufeffx';
    assert.deepEqual(
      await engine.query('select cast(bytes_in as integer) as place from traffic where protocol = $text', {
        text: $text,
      }),
      [{ place: TEXTS.indexOf($text) }],
    );
  });
