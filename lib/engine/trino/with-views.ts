/** Comments that a query begins with, and its own `with`. */
const BEGIN = /^((?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*)(?:(with)\b(?!\s+function\b)|(?=select\b|\())/i;

/**
 * Puts the SELECTs that stand for names before a query that uses them, on its first line: what a view is, for somebody who
 * may not make one.
 *
 * @param views by name; a later one may use earlier ones
 *
 * @example
 * withViews('select count(*) from traffic', { traffic: 'select * from "hive"."logs"."flow"' });
 * // 'with traffic as (select * from "hive"."logs"."flow") select count(*) from traffic'
 */
export function withViews(sql: string, views: Readonly<Record<string, string>>): string {
  const begin = BEGIN.exec(sql);
  if (begin === null) return sql;
  let texts = sql;
  const used: string[] = [];
  for (const [name, select] of Object.entries(views).reverse()) {
    if (!new RegExp(`\\b${name}\\b`, 'i').test(texts)) continue;
    texts += `\n${select}`;
    used.unshift(`${name} as (${select})`);
  }
  if (used.length === 0) return sql;
  const [all, comments = '', own] = begin;
  // As long as the word it replaces, so that errors name the right column.
  return `with ${used.join(', ')} ${comments}${own === undefined ? '' : ',   '}${sql.slice(all.length)}`;
}
