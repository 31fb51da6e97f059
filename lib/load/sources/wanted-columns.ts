import type { ResultColumn } from '../../engine/sql-result.js';
import { quoteName } from '../../engine/sql-text.js';
import { allColumns } from '../../schema/columns.js';
import { inputError } from '../../text/input-error.js';
import { LABEL_COLUMNS } from '../raw-source.js';

/** A column of a table in Trino or Athena that is wanted. */
export interface WantedColumn {
  /** The schema's name, or what the table calls it where it holds a label or the order. */
  readonly name: string;
  /** SQL that gives it as a value there: a time in UTC. */
  readonly value: string;
  /** SQL that gives it as text there. */
  readonly text: string;
  /** The type that DuckDB makes of the text. */
  readonly type: 'BIGINT' | 'DOUBLE' | 'TIMESTAMP' | 'VARCHAR';
  /** The name in the table, quoted. */
  readonly quoted: string;
  /** Its type there, as Trino names types. */
  readonly stored: string;
}

/** A table that has it keeps the order in which its records were written once, as the project's own exports do. */
export const ORDER = 'row_id';
const WANTED = [...allColumns.map(({ name }) => name), ...LABEL_COLUMNS, ORDER];

/**
 * Chooses the columns that hold records: those of the schema under their dotted or underscored names, labels, and the order.
 *
 * @param address of the table, for the error
 * @throws an InputError that names the required columns that are missing
 */
export function wantedColumns(described: readonly ResultColumn[], address: string): readonly WantedColumn[] {
  const normal = (name: string) => name.trim().toLowerCase().replaceAll('.', '_');
  const chosen = WANTED.flatMap((name) => {
    const column = described.find((candidate) => normal(candidate.name) === name);
    return column === undefined ? [] : [wanted(name, column)];
  });
  const missing = allColumns.filter((c) => c.required && !chosen.some(({ name }) => name === c.name));
  if (missing.length > 0)
    throw inputError(
      `${address}: lacks the column ${missing.map(({ name }) => name).join(', ')}; make a view that gives it this name.`,
    );
  return chosen;
}

function wanted(name: string, { name: written, type: stored }: ResultColumn): WantedColumn {
  const quoted = quoteName(written);
  const column = (type: WantedColumn['type'], value = quoted): WantedColumn => ({
    name,
    value,
    text: `cast(${value} as varchar)`,
    type,
    quoted,
    stored,
  });
  if (/^timestamp.*with time zone$/.test(stored))
    return column('TIMESTAMP', `cast(${quoted} at time zone 'UTC' as timestamp(6))`);
  if (stored.startsWith('timestamp')) return column('TIMESTAMP', `cast(${quoted} as timestamp(6))`);
  if (/^(tinyint|smallint|integer|bigint)$/.test(stored)) return column('BIGINT');
  if (/^(real|double)$/.test(stored)) return column('DOUBLE');
  if (/^(array|map|row)\(/.test(stored)) return column('VARCHAR', `json_format(cast(${quoted} as json))`);
  return column('VARCHAR', stored === 'varbinary' ? `from_utf8(${quoted})` : quoted);
}
