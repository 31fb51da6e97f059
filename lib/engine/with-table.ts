import type { Records } from './records.js';

/**
 * Lets the answer to a SELECT be a table for as long as `use` runs: several questions about it then cost it once, where
 * the engine has room to keep it.
 *
 * @param table its name, as the SQL that asks it has it
 *
 * @example
 * await withTable(traffic, 'busy', 'select src_ip from traffic group by 1 having count(*) > 100', () =>
 *   ask(traffic, 'select count(*) as n from busy'),
 * );
 */
export async function withTable<Result>(
  records: Records,
  table: string,
  select: string,
  use: () => Promise<Result>,
): Promise<Result> {
  if (records.remote) {
    const drop = await records.remote.keep(table, select);
    return use().finally(drop);
  }
  const { connection } = records;
  await connection.run(`create or replace temp table ${table} as ${select}`);
  try {
    return await use();
  } finally {
    await connection.run(`drop table if exists temp.${table}`);
  }
}
