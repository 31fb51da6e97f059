import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Detection } from '../detect/detect-anomalies.js';
import { quoteLiteral } from '../engine/sql-text.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { type Column, columns } from '../schema/columns.js';
import { FORMULA } from '../text/formula.js';
import { withScoredTable } from './scored-table.js';

/**
 * Writes `scored.csv`: every record in input order, with `row` (its place among the data rows of the input), the
 * columns under the names they had there, `anomaly_score`, `is_anomaly` and `top_reasons`.
 *
 * Times are ISO 8601 in UTC. Text that a spreadsheet would take for a formula gets an apostrophe in front. The
 * file is written aside and renamed, so that a reader never sees half of it.
 *
 * @param file path; its folder is made where missing
 * @throws when the file cannot be written, or the signal is aborted
 *
 * @example
 * await writeScored(traffic, await detectAnomalies(traffic), 'reports/scored.csv');
 */
export async function writeScored(
  traffic: Traffic,
  detection: Detection,
  file: string,
  operation: LongOperation = {},
): Promise<void> {
  const target = path.resolve(file);
  const aside = `${target}.part`;
  await mkdir(path.dirname(target), { recursive: true });
  try {
    // Both sides stand in input order: laying them side by side is cheaper than a join and a sort of long rows. The engine
    // keeps that order of one file, but reads several in whatever order they come.
    const isOneFile = traffic.accounts.length === 1;
    await withScoredTable(traffic, detection, operation, ({ places, texts, topReasons }) =>
      traffic.connection.run(
        `copy (
          select case when row_id = scored_row then row_id else error('The order of records was lost.') end as "row",
            ${columns.map(cell).join(', ')}, anomaly_score, is_anomaly, ${guarded(topReasons)} as top_reasons
          from traffic ${isOneFile ? 'positional join' : 'join'} (select row_id as scored_row, * exclude (row_id) from ${places})
            ${isOneFile ? '' : 'on row_id = scored_row'}, ${texts}
          ${isOneFile ? '' : 'order by row_id'}
        ) to ${quoteLiteral(aside)} (format csv, header)`,
      ),
    );
    await rename(aside, target);
  } finally {
    await rm(aside, { force: true });
  }
}

/** A column as it goes into the file, under its name there. */
function cell({ name, source, type }: Column): string {
  const value = type === 'VARCHAR' ? guarded(name) : type === 'TIMESTAMP' ? isoTime(name) : name;
  return `${value} as "${source}"`;
}

const guarded = (name: string): string =>
  `case when regexp_matches(${name}, '${FORMULA.source}') then '''' || ${name} else ${name} end`;

const isoTime = (name: string): string =>
  `case when date_trunc('second', ${name}) = ${name}
    then strftime(${name}, '%Y-%m-%dT%H:%M:%SZ') else strftime(${name}, '%Y-%m-%dT%H:%M:%S.%fZ') end`;
