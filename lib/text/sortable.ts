import { readFileSync } from 'node:fs';
import path from 'node:path';

const file = path.join(__dirname, '..', 'jupyter', 'export', 'template', 'sort-tables.js');

let script: string | undefined;

/**
 * Adds to tables of class `sortable` that a click on a column's name sorts them; without scripts they just stand. The
 * script is the very text whose hash the exported page allows.
 */
export function sortable(tables: string): string {
  script ??= readFileSync(file, 'utf8');
  return `${tables}<script>\n${script}</script>`;
}
