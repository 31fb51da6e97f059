import { composeSql, DUCKDB } from '../engine/compose-sql.js';
import { copyTable } from '../engine/copy-table.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { FeatureDefinition, FeatureFile } from './feature-definitions.js';
import type { FeatureSource } from './feature-source.js';
import { columnsOf, type Relations, tableRelation } from './relations.js';
import { inTimeRange, type TimeSlice, timestampSql } from './time-slices.js';

/** Length of the longest time window (features of a network), in widths of a window. */
const LOOK_BACK_WINDOWS = 12;
/** Number of earlier records of a client that inter-arrival times are computed from. */
const EARLIER_RECORDS = 4;

/** A slice of the traffic in an engine. */
export interface SliceTables {
  readonly slice: TimeSlice;
  /** SQL relation of its records. */
  readonly records: string;
  /** Relations of its features with time windows, by SQL file. */
  readonly windowed: Relations;
}

let uses = 0;

/**
 * Computes features with time windows slice by slice, equal to the bit to those of all records at once. A
 * slice is read with the records of the longest window before it. Of earlier records, the times of the last
 * four of each client are kept, and counts per second of all clients are computed once. Memory holds a slice,
 * its window, and a few numbers per client and second. The tables of a slice are dropped with the next one.
 *
 * For remote records, the remote engine counts records per second and the earlier records of clients. The
 * records of a slice are downloaded, since their ten columns are less than forty features, and features
 * computed locally are equal to the bit to those of a file.
 *
 * @param slices slices in chronological order; some may be missing
 * @param definitions the features to compute
 */
export async function* sliceTables(
  source: FeatureSource,
  slices: readonly TimeSlice[],
  definitions: readonly FeatureDefinition[],
  windowSeconds: number,
  { signal }: Pick<LongOperation, 'signal'>,
): AsyncGenerator<SliceTables> {
  uses += 1;
  const { engine, local } = source;
  const stop = { ...(signal && { signal }) };
  const files = [...new Set(definitions.map(({ file }) => file))].filter(hasWindows);
  const nameTable = (name: string) => `${name.replaceAll('-', '_')}_of_slices_${uses}`;
  const [starts, everyone] = [nameTable('starts'), nameTable('everyone')];
  const [earlier, input] = [nameTable('earlier'), nameTable('input')];
  const tables = new Map(files.map((file) => [file, nameTable(file)]));
  const run = (sql: string, values = {}) =>
    local.during({ note: 'computing features', ...stop }, () => local.connection.run(sql, values));
  const copy = (name: string, select: string) =>
    local.during({ note: 'reading records', ...stop }, () =>
      copyTable(engine, local, select, { name, ...stop }),
    );
  const ofSlice = { traffic: `select * from ${input}`, features_everyone: `select * from ${everyone}` };
  const bound = { window_seconds: windowSeconds };
  const columns = (file: FeatureFile) =>
    columnsOf(definitions.filter((definition) => definition.file === file));
  const windowed: Relations = new Map([...tables].map(([file, table]) => [file, tableRelation(table)]));
  const lookBack = files.length > 0 ? LOOK_BACK_WINDOWS * windowSeconds : 0;
  let nextBefore = 0;
  try {
    if (files.length > 0) {
      await copy(starts, readSqlFile('features-starts'));
      const ofStarts = { features_starts: `select * from ${starts}` };
      await run(
        `create temp table ${everyone} as ${composeSql(readSqlFile('features-everyone'), ofStarts, DUCKDB)}`,
        bound,
      );
      await run(`drop table ${starts}`);
      await run(`create temp table ${earlier} (src_ip varchar, second bigint)`);
    }
    for (const slice of slices) {
      const from = await source.readSlice(slice, lookBack, definitions, stop);
      if (files.length > 0) {
        if (slice.before !== nextBefore) await copy(earlier, lastOfEach(before(slice.from)));
        await run(inputOf(from, slice, lookBack, input, earlier));
        const inside = `select row_id, src_ip, ${SECOND} as second from ${input} where inside`;
        for (const [file, table] of tables) {
          await run(
            `create or replace temp table ${table} as select ${columns(file)}
             from (${composeSql(readSqlFile(file), ofSlice, DUCKDB)}) semi join (${inside}) using (row_id)`,
            bound,
          );
        }
        const all = `select src_ip, second from ${earlier} union all select src_ip, second from (${inside}) as inside`;
        await run(`create or replace temp table ${earlier} as ${lastOfEach(all)}`);
        nextBefore = slice.before + slice.records;
      }
      yield { slice, records: `(select * from ${from} where ${inTimeRange(slice)})`, windowed };
    }
  } finally {
    for (const table of [starts, everyone, earlier, input, ...tables.values()])
      await local.connection.run(`drop table if exists temp.${table}`);
  }
}

/** Features of the single record need nothing of other slices. */
export const hasWindows = (file: FeatureFile): boolean => file !== 'features' && file !== 'request-texts';

const SECOND = "date_diff('second', timestamp '1970-01-01 00:00:00', creation_time)";

const before = (second: number): string =>
  `select src_ip, ${SECOND} as second from traffic where creation_time < ${timestampSql(second)}`;

/** SQL of the start times of the last records of each client. */
const lastOfEach = (records: string): string =>
  `select src_ip, second from (select src_ip, max(second, ${EARLIER_RECORDS}) as seconds from (${records}) as timed group by src_ip) as lists
     cross join unnest(seconds) as each_one(second)`;

function inputOf(from: string, slice: TimeSlice, lookBack: number, input: string, earlier: string): string {
  const first = slice.from - lookBack;
  return `create or replace temp table ${input} as
      select row_id, src_ip, dst_ip, dst_port, uri, creation_time, bytes_in, bytes_out, response_code,
        creation_time >= ${timestampSql(slice.from)} as inside
      from ${from} where ${inTimeRange({ from: first, until: slice.until })};
    insert into ${input} (row_id, src_ip, creation_time, inside)
      select 0, src_ip, make_timestamp(cast(second as bigint) * 1000000), false
      from ${earlier} semi join (select src_ip from ${input} where inside) using (src_ip)
      where second < ${first}`;
}
