import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BIGINT, INTEGER, VARCHAR } from '@duckdb/node-api';
import fc from 'fast-check';
import { tableLiterals } from '../../../lib/engine/trino/table-literals.js';

/** The rows that the literals hold, as Trino reads them: a text whose doubled quotes are one, which is JSON. */
const rowsOf = (sqls: readonly string[]) =>
  sqls.flatMap((sql) => {
    const [, text = ''] = /json_parse\('((?:[^']|'')*)'\)/.exec(sql) ?? [];
    return JSON.parse(text.replaceAll("''", "'")) as unknown[][];
  });

test('a table goes in parts of a length, row by row, whatever is in it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.option(fc.integer()))),
      fc.integer({ min: 10, max: 200 }),
      (rows, most) => {
        const parts = [
          ...tableLiterals(
            {
              text: { type: VARCHAR, values: rows.map(([text]) => text) },
              n: { type: INTEGER, values: rows.map(([, n]) => n) },
            },
            most,
          ),
        ];
        // A lone half of a surrogate pair is no text that JSON can hold as it is; it comes back escaped.
        assert.deepEqual(rowsOf(parts.map(({ sql }) => sql)), JSON.parse(JSON.stringify(rows)));
        assert.equal(
          parts.reduce((sum, part) => sum + part.rows, 0),
          rows.length,
        );
        for (const part of parts)
          if (part.rows > 1)
            assert.ok(
              JSON.stringify(rowsOf([part.sql])).length <= most + part.rows + 2,
              `${part.sql.length}`,
            );
      },
    ),
  );
});

test('its columns and types are said, of a table without rows too, and a bigint keeps its digits', () => {
  const [none] = tableLiterals({ ip: { type: VARCHAR, values: [] }, n: { type: BIGINT, values: [] } }, 100);
  assert.equal(
    none!.sql,
    "select * from unnest(cast(json_parse('[]') as array(row(ip varchar, n bigint)))) as given(ip, n)",
  );
  const [large] = tableLiterals({ n: { type: BIGINT, values: [9007199254740993n] } }, 100);
  assert.match(large!.sql, /\[\["9007199254740993"\]\]/);
});
