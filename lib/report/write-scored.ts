import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Detection } from '../detect/detect-anomalies.js';
import { withConnection } from '../engine/duckdb.js';
import { runInParallel } from '../engine/run-in-parallel.js';
import { runInterruptible } from '../engine/run-interruptible.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { publishFile } from '../files/publish.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { readMatchedRules } from '../rules/matched-rules.js';
import { type Column, optionalColumns, trafficColumns } from '../schema/columns.js';
import { FORMULA } from '../text/formula.js';
import { SCORES, type ScoredTable, withScoredTable } from './scored-table.js';

/**
 * Writes `scored.csv`: every record in input order, with `row` (its place among the data rows of the input),
 * the columns under the names they had there (of a web log also `method`, `uri` and `user_agent`), `anomaly_score`,
 * `record_score`, `client_score`, `autoencoder_score`, `is_anomaly`, `top_reasons` and `matched_rules` (the names of the
 * rules that the request matches, joined by `; `). A score that there is not is empty.
 *
 * Times are ISO 8601 in UTC. Text that a spreadsheet would take for a formula gets an apostrophe in front.
 * The file is written under another name and then renamed, so that readers never see half of it. Writing uses
 * its own connections: other queries do not wait for it.
 *
 * @param detection scores of all records of `traffic`
 * @param file path of the `.csv` file; its folder is created where missing
 * @param options `signal` stops it; `onProgress` gets the number of records written
 * @throws when the file cannot be written, the records are not local, or the signal's reason when stopped
 *
 * @example
 * await writeScored(traffic, await detectAnomalies(traffic), 'reports/scored.csv');
 */
export async function writeScored(
  traffic: Traffic,
  detection: Detection,
  file: string,
  options: LongOperation = {},
): Promise<void> {
  const { connection: records } = requireLocal(traffic).engine;
  const target = path.resolve(file);
  const stop = { ...(options.signal && { signal: options.signal }) };
  await mkdir(path.dirname(target), { recursive: true });
  const matchedRules = await readMatchedRules(traffic, detection.rowIds, stop);
  const columns = [...trafficColumns, ...(await requestColumns(traffic))];
  await publishFile(target, async (partial) => {
    const parts = partsOf(traffic, detection, partial);
    try {
      await withConnection(records, (connection) =>
        withScoredTable(connection, { ...detection, matchedRules }, options, (scored) =>
          runInParallel(
            connection,
            parts.map(
              (part) => (own) =>
                runInterruptible(own, 'writing scores', stop, () =>
                  own.run(copySql(traffic, columns, scored, part)),
                ),
            ),
          ),
        ),
      );
      const [first, ...others] = parts.map((part) => part.file) as [string, ...string[]];
      for (const other of others)
        await pipeline(
          createReadStream(other, COPY_OPTIONS),
          createWriteStream(first, { ...COPY_OPTIONS, flags: 'a' }),
        );
    } finally {
      for (const { file: other } of parts.slice(1)) await rm(other, { force: true });
    }
  });
}

/** Columns of the request, where any record has one. */
async function requestColumns({ engine }: Traffic): Promise<readonly Column[]> {
  const [request] = await engine.query('select 1 as found from traffic where uri is not null limit 1');
  return request ? optionalColumns.filter(({ name }) => ['method', 'uri', 'user_agent'].includes(name)) : [];
}

/**
 * Records of a part: the positional join of records and scores uses one processor, so parts are written in
 * parallel.
 */
const PART_RECORDS = 100_000;
/** Bytes copied at a time. */
const COPY_OPTIONS = { highWaterMark: 2 ** 20 };

interface Part {
  /** A condition on `row_id`. */
  readonly rows: string;
  readonly file: string;
  /** Whether it begins with the names of the columns. */
  readonly header: boolean;
}

/**
 * Divides records of one file, in their order, into as many parts as there are processors; several files are
 * one part.
 */
function partsOf({ accounts }: Traffic, { rowIds }: Detection, name: string): readonly Part[] {
  const parts = isOneFile(accounts)
    ? Math.min(availableParallelism(), Math.ceil(rowIds.length / PART_RECORDS))
    : 1;
  const first = (nth: number) => rowIds[Math.round((rowIds.length / parts) * nth)]!;
  return Array.from({ length: parts }, (_, nth) => ({
    rows: `row_id >= ${nth === 0 ? 0 : first(nth)}${nth === parts - 1 ? '' : ` and row_id < ${first(nth + 1)}`}`,
    file: `${name}${nth || ''}`,
    header: nth === 0,
  }));
}

// Both sides are in input order: a positional join is cheaper than a join and a sort of long rows. The engine
// keeps the order of one file, but not of several.
const isOneFile = (accounts: Traffic['accounts']) => accounts.length === 1;

function copySql(
  { accounts }: Traffic,
  columns: readonly Column[],
  { places, texts, topReasons, matchedRules }: ScoredTable,
  part: Part,
): string {
  const [join, on, order] = isOneFile(accounts)
    ? ['positional join', '', '']
    : ['join', 'on row_id = scored_row', 'order by row_id'];
  return `copy (
    select case when row_id = scored_row then row_id else error('The order of records was lost.') end as "row",
      ${columns.map(cell).join(', ')}, ${SCORES.join(', ')}, is_anomaly, ${guarded(topReasons)} as top_reasons,
      ${guarded(matchedRules)} as matched_rules
    from (select * from traffic where ${part.rows})
      ${join} (select row_id as scored_row, * exclude (row_id) from ${places} where ${part.rows}) ${on}, ${texts}
    ${order}
  ) to ${quoteLiteral(part.file)} (format csv, header ${part.header})`;
}

/** A column as it goes into the file, under its name there. */
function cell({ name, nameInFiles: source, type }: Column): string {
  const value = type === 'VARCHAR' ? guarded(name) : type === 'TIMESTAMP' ? isoTime(name) : name;
  return `${value} as "${source}"`;
}

const guarded = (name: string): string =>
  `case when regexp_matches(${name}, '${FORMULA.source}') then '''' || ${name} else ${name} end`;

const isoTime = (name: string): string =>
  `case when date_trunc('second', ${name}) = ${name}
    then strftime(${name}, '%Y-%m-%dT%H:%M:%SZ') else strftime(${name}, '%Y-%m-%dT%H:%M:%S.%fZ') end`;
