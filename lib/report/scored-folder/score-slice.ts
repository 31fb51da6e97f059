import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { INTEGER, VARCHAR } from '@duckdb/node-api';
import type { FittedModel } from '../../detect/anomaly-model.js';
import { CHUNK_ROWS } from '../../detect/detect-anomalies.js';
import { MAX_REASONS } from '../../detect/explain-records.js';
import { type RecordScores, scoreFeatures } from '../../detect/score-features.js';
import { arrayAppender } from '../../engine/append-arrays.js';
import { VECTOR_ROWS } from '../../engine/append-batch.js';
import type { DuckDBEngine } from '../../engine/duckdb-engine.js';
import { quoteLiteral } from '../../engine/sql-text.js';
import type { SliceFeatures } from '../../features/slice-features.js';
import { publishFile } from '../../files/publish.js';
import { TOP_TOPICS } from '../../models/top-topics.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { makeYieldToEventLoop } from '../../progress/yield-to-event-loop.js';
import { type DayFile, isScored } from './day-files.js';

const numbered = (name: string): readonly string[] =>
  Array.from({ length: TOP_TOPICS }, (_, nth) => `${name}_${nth}`);
/** Columns of an unfinished file with the texts of reasons, the largest first; null where there are fewer. */
export const REASONS = numbered('reason');
/** Columns of an unfinished file with the shares of these reasons; 0 where there are fewer. */
export const SHARES = numbered('share');

/**
 * Scores the records of a slice by themselves, and writes those of each day that has none to its unfinished
 * file: `row_id`, `creation_time`, `src_ip`, `dst_ip`, `dst_port`, `record_score`, `autoencoder_score`, and
 * reasons with their shares of the score.
 *
 * @param files files of the days of the slice
 * @param options `signal` stops between some thousand records; `onProgress` gets the number of records of the slice
 */
export async function scoreSlice(
  local: DuckDBEngine,
  model: Pick<FittedModel, 'fitted' | 'tails'>,
  { slice, records, chunks }: SliceFeatures,
  files: readonly DayFile[],
  { signal, onProgress }: LongOperation,
): Promise<void> {
  const scored = await scoreFeatures(chunks(CHUNK_ROWS), slice.records, Promise.resolve(model), {
    onProgress: (progress) => {
      signal?.throwIfAborted();
      onProgress?.(progress);
    },
  });
  const stop = { note: 'writing scores', ...(signal && { signal }) };
  const table = await tableOf(local, scored);
  try {
    for (const { day, unfinished } of files.filter((one) => !isScored(one))) {
      await mkdir(path.dirname(unfinished), { recursive: true });
      const write = (partial: string) =>
        local.during(stop, () =>
          local.connection.run(
            `copy (
              select row_id, creation_time, src_ip, dst_ip, dst_port, record_score, autoencoder_score, ${REASONS}, ${SHARES}
              from (select * from ${records} where creation_time >= date '${day}' and creation_time < date '${day}' + 1)
              join (${table.withTexts}) using (row_id)
              order by row_id
            ) to ${quoteLiteral(partial)} (format parquet, compression zstd)`,
          ),
        );
      await publishFile(unfinished, write, { durable: true });
    }
  } finally {
    await table.drop();
  }
}

let tables = 0;

/** Writes scores, and reasons by the numbers of their texts, into a table, and the texts into another: `withTexts` selects both. */
async function tableOf(
  local: DuckDBEngine,
  { rowIds, scores, autoencoderScores, explanations: { reasonTexts, shares } }: RecordScores,
) {
  tables += 1;
  const name = `record_scores_of_slice_${tables}`;
  const own = ['record_score', ...(autoencoderScores ? ['autoencoder_score'] : []), ...SHARES];
  const texts = await local.uploadTable({
    number: { type: INTEGER, values: reasonTexts.texts.map((_, number) => number) },
    text: { type: VARCHAR, values: reasonTexts.texts },
  });
  const drop = async () => {
    await local.connection.run(`drop table if exists temp.${name}`);
    await texts.drop();
  };
  try {
    await local.connection.run(
      `create or replace temp table ${name} (row_id integer,
         ${own.map((column) => `${column} float`)}, ${REASONS.map((reason) => `${reason} integer`)})`,
    );
    const yieldToEventLoop = makeYieldToEventLoop();
    const { append, end } = await arrayAppender(local.connection, name);
    for (let from = 0; from < rowIds.length; from += VECTOR_ROWS) {
      const to = Math.min(rowIds.length, from + VECTOR_ROWS);
      const reasons = <Values extends Int32Array | Float32Array>(list: Values) =>
        REASONS.map((_, nth) => everyFrom(list.subarray(from * MAX_REASONS, to * MAX_REASONS), nth));
      append([
        rowIds.subarray(from, to),
        scores.subarray(from, to),
        ...(autoencoderScores ? [autoencoderScores.subarray(from, to)] : []),
        ...reasons(shares),
        ...reasons(reasonTexts.places),
      ]);
      await yieldToEventLoop();
    }
    end();
    // A list, counted from 1, and looked up before any join: a join would copy the list for each record. Beside a
    // row of nothing, for the reason that withScoredTable has.
    const list = `(select texts from (select list(text order by number) as texts from ${texts.name}) positional join (select 1))`;
    const withTexts = `select row_id, record_score,
        ${autoencoderScores ? 'autoencoder_score' : 'cast(null as float) as autoencoder_score'},
        ${REASONS.map((reason) => `texts[${reason} + 1] as ${reason}`)}, ${SHARES}
      from ${name}, ${list}`;
    return { withTexts, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** The values of each record's reason at a place. */
function everyFrom<Values extends Int32Array | Float32Array>(list: Values, nth: number): Values {
  const column = list.slice(0, list.length / MAX_REASONS) as Values;
  for (let k = 0; k < column.length; k++) column[k] = list[k * MAX_REASONS + nth]!;
  return column;
}
