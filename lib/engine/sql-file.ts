import { readFileSync } from 'node:fs';
import path from 'node:path';

/** How a file in `lib/sql` asks for a parameter: this text runs in any SQL shell, against the view `parameters`. */
const PARAMETER = /\(select (\w+) from parameters\)/g;

/**
 * Reads one question from `lib/sql`. Where the file asks the view `parameters`, which `lib/sql/setup.sql` defines
 * for a DuckDB shell, the text given here has `$name`, to be bound by `query`.
 *
 * @param name the file's name without `.sql`
 * @throws when there is no such file
 *
 * @example
 * await query(traffic.connection, sqlFile('over-time'), { bin: 600 });
 */
export function sqlFile(name: string): string {
  return readFileSync(path.join(__dirname, '..', 'sql', `${name}.sql`), 'utf8').replaceAll(PARAMETER, '$$$1');
}
