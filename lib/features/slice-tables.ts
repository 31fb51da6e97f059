import type { DuckDBConnection } from '@duckdb/node-api';
import { watch } from '../engine/watch.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { FeatureDefinition, FeatureFile } from './feature-definitions.js';
import { columnsOf, ofTable, type Relations } from './relations.js';
import { everyoneSql, sliceSql } from './slice-sql.js';
import type { TimeSlice } from './time-slices.js';

/** Windows that the features of a network look back, more than any other. */
const LOOK_BACK = 12;
/** Earlier records of a source that its pauses are told from. */
const EARLIER = 4;

/** A slice of the traffic in an engine. */
export interface SliceTables {
  readonly slice: TimeSlice;
  /** Its features that look back, by the file of SQL that made each. */
  readonly windowed: Relations;
}

let uses = 0;

/**
 * Computes the features that look back slice by slice, as they would be of all records at once, to the bit. A slice is read together
 * with what lies within the longest window before it; of what each source did earlier, the times of its last four records are
 * kept, and what everyone did in each second is computed once. So no more is in memory than a slice, its look-back, and a
 * few numbers a source and a second. The tables of a slice are gone with the next one.
 *
 * @param slices in the order of time; some may be left out
 * @param definitions the features wanted
 */
export async function* sliceTables(
  connection: DuckDBConnection,
  slices: readonly TimeSlice[],
  definitions: readonly FeatureDefinition[],
  windowSeconds: number,
  { signal }: Pick<LongOperation, 'signal'>,
): AsyncGenerator<SliceTables> {
  uses += 1;
  const files = [...new Set(definitions.map(({ file }) => file))].filter((file) => file !== 'features');
  const nameTable = (name: string) => `${name.replaceAll('-', '_')}_of_slices_${uses}`;
  const [everyone, earlier, input] = [nameTable('everyone'), nameTable('earlier'), nameTable('input')];
  const tables = new Map(files.map((file) => [file, nameTable(file)]));
  const run = (sql: string, values = {}) =>
    watch(connection, 'computing features', { ...(signal && { signal }) }, () => connection.run(sql, values));
  const bound = { window_seconds: windowSeconds };
  const columns = (file: FeatureFile) =>
    columnsOf(definitions.filter((definition) => definition.file === file));
  const windowed: Relations = new Map([...tables].map(([file, table]) => [file, ofTable(table)]));
  let reached: number | undefined;
  try {
    if (files.length > 0) await run(`create temp table ${everyone} as ${everyoneSql()}`, bound);
    for (const slice of slices) {
      if (files.length > 0) {
        if (slice.from !== reached) await run(lastOfEach(earlier, before(slice.from)));
        await run(inputOf(slice, input, earlier, windowSeconds));
        const inside = `select row_id, src_ip, ${SECOND} as second from ${input} where inside`;
        for (const [file, table] of tables) {
          await run(
            `create or replace temp table ${table} as select ${columns(file)}
             from (${sliceSql(file, input, everyone)}) semi join (${inside}) using (row_id)`,
            bound,
          );
        }
        await run(
          lastOfEach(
            earlier,
            `select src_ip, second from ${earlier} union all select src_ip, second from (${inside})`,
          ),
        );
        reached = slice.until;
      }
      yield { slice, windowed };
    }
  } finally {
    for (const table of [everyone, earlier, input, ...tables.values()])
      await connection.run(`drop table if exists temp.${table}`);
  }
}

const SECOND = "date_diff('second', timestamp '1970-01-01 00:00:00', creation_time)";

/** A second since 1970 as SQL. */
const time = (second: number): string =>
  `timestamp '${new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ')}'`;

/** A condition on `creation_time`: the engine skips parts of files that cannot meet it. */
export const within = ({ from, until }: Pick<TimeSlice, 'from' | 'until'>): string =>
  `creation_time >= ${time(from)} and creation_time < ${time(until)}`;

const before = (second: number): string =>
  `select src_ip, ${SECOND} as second from traffic where creation_time < ${time(second)}`;

/** When the last records of each source began. */
const lastOfEach = (table: string, records: string): string =>
  `create or replace temp table ${table} as
     select src_ip, unnest(max(second, ${EARLIER})) as second from (${records}) group by src_ip`;

function inputOf(slice: TimeSlice, input: string, earlier: string, windowSeconds: number): string {
  const first = slice.from - LOOK_BACK * windowSeconds;
  return `create or replace temp table ${input} as
      select row_id, src_ip, dst_ip, dst_port, uri, creation_time, bytes_in, bytes_out, response_code,
        creation_time >= ${time(slice.from)} as inside
      from traffic where ${within({ from: first, until: slice.until })};
    insert into ${input} (row_id, src_ip, creation_time, inside)
      select 0, src_ip, make_timestamp(cast(second as bigint) * 1000000), false
      from ${earlier} semi join (select src_ip from ${input} where inside) using (src_ip)
      where second < ${first}`;
}
