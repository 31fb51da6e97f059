import assert from 'node:assert/strict';

export type Row = Readonly<Record<string, string | number | bigint | boolean | Date | null>>;

/** Whether the SQL says in what order its rows come. */
const isOrdered = (sql: string) => /\border by\b[^()]*$/.test(sql.replaceAll(/\(select \w+\)/g, ''));

/**
 * That two engines gave the same answer: the same columns, types and values, in the same order where the SQL gives one. Of
 * fractions, to nine digits, or six where they have 32 bits; of everything else, all of it.
 *
 * @param way what the question was asked with, for the message
 */
export function assertSameRows(
  sql: string,
  found: readonly Row[],
  expected: readonly Row[],
  way: string,
): void {
  const ordered = isOrdered(sql);
  const theirs = sorted(expected, ordered);
  assert.equal(found.length, expected.length, `number of rows, ${way}`);
  sorted(found, ordered).forEach((row, i) => {
    const place = `row ${i}, ${way}`;
    assert.deepEqual(Object.keys(row), Object.keys(theirs[i]!), place);
    for (const [column, value] of Object.entries(row)) {
      const other = theirs[i]![column];
      if (
        typeof value === 'number' &&
        typeof other === 'number' &&
        !(Number.isSafeInteger(value) && Number.isSafeInteger(other))
      )
        assert.ok(
          Object.is(value, other) ||
            Math.abs(value - other) <= precision(value, other) * Math.max(Math.abs(value), Math.abs(other)),
          `${column}: ${value} on Trino, ${other} on DuckDB; ${place}`,
        );
      else assert.deepEqual(value, other, `${column}, ${place}`);
    }
  });
}

function sorted(rows: readonly Row[], ordered: boolean): readonly Row[] {
  if (ordered) return rows;
  const key = (row: Row) =>
    JSON.stringify(Object.values(row).map((v) => (typeof v === 'number' ? v.toPrecision(9) : String(v))));
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
}

const precision = (...values: readonly number[]): number =>
  values.every((value) => Math.fround(value) === value) ? 1e-6 : 1e-9;
