import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, property, string } from 'fast-check';
import {
  bindParameters,
  type QueryParameter,
  withLiterals,
} from '../../../lib/engine/trino/bind-parameters.js';

test('each kind of value is one literal', () => {
  const bound = (value: QueryParameter) => bindParameters('$v', { v: value });
  assert.equal(bound(5), "execute immediate '? ' using 5");
  assert.equal(bound(0.5), "execute immediate '? ' using 5e-1");
  assert.equal(bound(1e300), "execute immediate '? ' using 1e+300");
  assert.equal(bound(Number.NEGATIVE_INFINITY), "execute immediate '? ' using -infinity()");
  assert.equal(bound(2n ** 63n - 1n), "execute immediate '? ' using bigint '9223372036854775807'");
  assert.equal(bound(null), "execute immediate '? ' using null");
  const list = (json: string, type: string) =>
    `execute immediate '? ' using cast(json_parse('${json}') as array(${type}))`;
  assert.equal(bound(["it's", '"']), list('["it\'\'s","\\""]', 'varchar'));
  assert.equal(bound([1, -2]), list('[1,-2]', 'integer'));
  assert.equal(bound([1, 0.5]), list('[1,0.5]', 'double'));
  assert.equal(bound(true), "execute immediate '? ' using true");
});

test('a $ in a text, a name or a comment is left alone, and a value that is missing is named', () => {
  const sql = `select '$a''$a', "$a" /* $a
    $a */ from t -- $a`;
  assert.equal(bindParameters(sql, {}), sql);
  assert.throws(() => bindParameters('select $toString', {}), /\$toString, which has no value/);
});

test('whatever a text has in it, it stays within its quotes', () => {
  check(
    property(string({ unit: 'binary' }), (value) => {
      const [, text] =
        /^execute immediate '\? ' using '([\s\S]*)'$/.exec(bindParameters('$v', { v: value })) ?? [];
      assert.doesNotMatch(text!.replaceAll("''", ''), /'/);
      assert.equal(text!.replaceAll("''", "'"), value);
    }),
  );
});

test('values stand in a text to which none can be bound, and stay within their quotes', () => {
  const sql = "a >= timestamp $from and b = '$from' and c = $n";
  assert.equal(
    withLiterals(sql, { from: "2024'; --", n: 5 }),
    "a >= timestamp '2024''; --' and b = '$from' and c = 5",
  );
  assert.throws(() => withLiterals(sql, {}), /\$from, which has no value/);
});
