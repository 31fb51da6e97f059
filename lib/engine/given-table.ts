import type { GivenTable } from './remote-engine.js';
import type { GivenColumn } from './with-columns.js';

const TYPES: Readonly<Record<string, GivenTable[string]['type']>> = {
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
  return Object.fromEntries(
    Object.entries(columns).map(([name, { type: written, values }]) => {
      const type = TYPES[String(written)];
      if (type === undefined)
        throw new Error(`${name} has the type ${written}, which is not known elsewhere.`);
      return [name, { type, values: values as ArrayLike<string | number | bigint | null> }];
    }),
  );
}
