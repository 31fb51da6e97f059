import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Reads one question from `lib/sql`.
 *
 * @param name the file's name without `.sql`
 * @throws when there is no such file
 */
export function sqlFile(name: string): string {
  return readFileSync(path.join(__dirname, '..', 'sql', `${name}.sql`), 'utf8');
}
