import type { GivenTable } from './remote-engine.js';
import type { GivenColumn } from './with-columns.js';

const TYPES: Readonly<Record<string, GivenTable['columns'][string]>> = {
  VARCHAR: 'varchar',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  DOUBLE: 'double',
  FLOAT: 'real',
};

/**
 * Makes of columns for DuckDB the table that an engine elsewhere is given.
 *
 * @throws when a column has a type that other engines do not know
 */
export function givenTable(columns: Readonly<Record<string, GivenColumn>>): GivenTable {
  const given = Object.entries(columns);
  const rows = given[0]?.[1].values.length ?? 0;
  return {
    columns: Object.fromEntries(
      given.map(([name, { type }]) => {
        const remote = TYPES[String(type)];
        if (remote === undefined)
          throw new Error(`${name} has the type ${type}, which is not known elsewhere.`);
        return [name, remote];
      }),
    ),
    rows: Array.from({ length: rows }, (_, row) =>
      given.map(([, { values }]) => {
        const value = values[row] ?? null;
        return typeof value === 'number' || value === null ? value : String(value);
      }),
    ),
  };
}
