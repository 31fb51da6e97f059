import { copyTable } from '../engine/copy-table.js';
import type { DuckDBEngine } from '../engine/duckdb-engine.js';
import type { Engine } from '../engine/engine.js';
import { allColumns } from '../schema/columns.js';
import { inputError } from '../text/input-error.js';
import { type FeatureDefinition, featureDefinitions } from './feature-definitions.js';
import { inTimeRange, type SliceReader, type TimeSlice, timestampSql } from './time-slices.js';

/**
 * Columns that are always required: client, time and bytes for time windows, and the connection of a scored
 * record.
 */
const REQUIRED_COLUMNS = ['creation_time', 'src_ip', 'bytes_in', 'bytes_out', 'dst_ip', 'dst_port'];
const neededBy = (definitions: readonly FeatureDefinition[]) => [
  ...REQUIRED_COLUMNS,
  ...definitions.flatMap(({ needs }) => needs),
];
/** Columns that the SQL of features reads. */
export const featureColumns = allColumns.filter(({ name }) => neededBy(featureDefinitions).includes(name));

let uses = 0;

/**
 * Downloads the records of one slice after the other from a remote engine into the local DuckDB, with the
 * required columns; the others are null. Records of the time windows before a slice are kept from the
 * previous slice where that was downloaded.
 *
 * Records without `row_id` are numbered in the order of their times, and of the other columns among equal
 * times. Records that are equal in all columns have the same features.
 *
 * @param numbered whether records have a unique `row_id`
 */
export function downloadSlices(engine: Engine, local: DuckDBEngine, numbered: boolean): SliceReader {
  uses += 1;
  const [fresh, held] = [`fresh_records_${uses}`, `records_from_elsewhere_${uses}`];
  let nextBefore: number | undefined;
  return async (slice, lookBack, definitions, operation) => {
    const kept = slice.before === nextBefore;
    nextBefore = undefined;
    const needs = neededBy(definitions);
    const requiredColumns = featureColumns.filter(({ name }) => needs.includes(name));
    const timeRange = { from: kept ? slice.from : slice.from - lookBack, until: slice.until };
    const columns = [
      ...(numbered ? ['row_id'] : []),
      // With their microseconds.
      ...requiredColumns.map(({ name, type }) =>
        type === 'TIMESTAMP' ? `cast(${name} as varchar) as ${name}` : name,
      ),
    ];
    const { signal } = operation;
    const stop = { note: 'reading records', ...(signal && { signal }) };
    await local.during(stop, async () =>
      copyTable(engine, local, `select ${columns} from ${await timeRangeSource(engine, timeRange)}`, {
        name: fresh,
        ...operation,
      }),
    );
    const typed = featureColumns.map(
      ({ name, type }) =>
        `cast(${requiredColumns.some((one) => one.name === name) ? name : 'null'} as ${type}) as ${name}`,
    );
    const order = [
      'creation_time',
      ...requiredColumns.map(({ name }) => name).filter((name) => name !== 'creation_time'),
    ];
    const earlier = `(select count(*) from ${fresh} where cast(creation_time as timestamp) < ${timestampSql(slice.from)})`;
    const number = numbered
      ? 'row_id'
      : `cast(${slice.before} - ${earlier} + row_number() over (order by ${order}) as integer) as row_id`;
    const before = kept
      ? `union all select * from ${held} where creation_time >= ${timestampSql(slice.from - lookBack)}`
      : '';
    await local.during(stop, () =>
      local.connection.run(
        `create or replace temp table ${held} as select ${number}, ${typed} from ${fresh} ${before}; drop table ${fresh}`,
      ),
    );
    await requireComplete(local, held, slice);
    nextBefore = slice.before + slice.records;
    return held;
  };
}

/**
 * Returns a relation with a condition on the stored time column, by which the remote engine skips partitions.
 */
async function timeRangeSource(engine: Engine, stretch: Pick<TimeSlice, 'from' | 'until'>): Promise<string> {
  if (!(await engine.hasTable('stored_traffic'))) return `traffic where ${inTimeRange(stretch)}`;
  const zoned = (second: number) => timestampSql(second, ' UTC');
  return `stored_traffic where stored_time >= ${zoned(stretch.from)} and stored_time < ${zoned(stretch.until)}`;
}

/** Checks that the number of records has not changed since they were counted. */
async function requireComplete(local: DuckDBEngine, table: string, slice: TimeSlice): Promise<void> {
  const [row] = await local.query<{ n: bigint }>(
    `select count(*) as n from ${table} where ${inTimeRange(slice)}`,
  );
  if (Number(row!.n) !== slice.records)
    throw inputError(
      `The table was changed meanwhile: ${Number(row!.n).toLocaleString('en-US')} records from ${slice.days[0]} on, where ${slice.records.toLocaleString('en-US')} were counted. Open it again, for a time to which nobody adds records any more (to).`,
    );
}
