import { readFileSync } from 'node:fs';
import path from 'node:path';

const file = path.join(__dirname, '..', 'jupyter', 'export', 'template', 'tables.js');

let script: string | undefined;

/**
 * The script that lets a reader sort, search, page and copy tables of class `sortable`; without scripts they just
 * stand. It is the very text whose hash the exported page allows.
 */
export function tableScript(): string {
  script ??= readFileSync(file, 'utf8');
  return `<script>\n${script}</script>`;
}
