import { BOOLEAN, DuckDBDataChunk, FLOAT, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Detection } from '../detect/detect-anomalies.js';
import type { Traffic } from '../load/traffic.js';
import { breather } from '../progress/breathe.js';
import type { LongOperation } from '../progress/long-operation.js';

/** Rows of one vector of the engine. */
const CHUNK = 2_048;
/** Different reasons remembered at a time. */
const MOST_REMEMBERED = 5_000;
/** Reasons of a record at most. */
const MOST = 3;

let tables = 0;

/** Which records a scored table holds. */
export interface ScoredRecords {
  /** Only those that are anomalies; all of them when left out. */
  readonly onlyAnomalies?: boolean;
}

/** What a detector says of records, in an engine. */
export interface ScoredTable {
  /** A view: `row_id`, `anomaly_score`, `is_anomaly`, `top_reasons`. */
  readonly view: string;
  /** The same without words, in the order of the detection: `row_id`, `anomaly_score`, `is_anomaly`, `reason_0` to `reason_2`. */
  readonly places: string;
  /** One row with the list `texts`, which `topReasons` looks words up in. */
  readonly texts: string;
  /** `top_reasons` as an expression over `places` and `texts`. */
  readonly topReasons: string;
}

/**
 * Puts what a detector says of records into temporary tables for
 * as long as `use` runs. The records' reasons are few different texts: each is stored once, and the engine puts them together.
 *
 * @throws when the signal is aborted
 */
export async function withScoredTable<Result>(
  { connection }: Pick<Traffic, 'connection'>,
  { rowIds, scores, isAnomaly, reasons }: Pick<Detection, 'rowIds' | 'scores' | 'isAnomaly' | 'reasons'>,
  { signal, onProgress, onlyAnomalies = false }: LongOperation & ScoredRecords,
  use: (scored: ScoredTable) => Promise<Result>,
): Promise<Result> {
  tables += 1;
  const view = `scored_${tables}`;
  const [places, texts] = [`${view}_places`, `${view}_texts`];
  const breathe = breather();
  // Out of a list, counted from 1: a join would lose the order.
  const topReasons = `concat_ws('; ', ${[0, 1, 2].map((nth) => `texts[reason_${nth} + 1]`).join(', ')})`;
  // Beside a row of nothing, since the engine guesses that records laid side by side are none, would keep them in memory as the
  // smaller part and walk past the one row of words: a quarter of a gigabyte of a million records. So both are none.
  const list = `(select texts from (select list(text order by number) as texts from ${texts}) positional join (select 1))`;
  await connection.run(
    `create temp table ${places} (row_id integer, anomaly_score float, is_anomaly boolean, reason_0 integer, reason_1 integer, reason_2 integer);
     create temp table ${texts} (number integer, text varchar);
     create temp view ${view} as
       select row_id, anomaly_score, is_anomaly, ${topReasons} as top_reasons
       from ${places}, ${list}`,
  );
  try {
    const appender = await connection.createAppender(places, 'main', 'temp');
    const chunk = DuckDBDataChunk.create([INTEGER, FLOAT, BOOLEAN, INTEGER, INTEGER, INTEGER]);
    const { numberOf, end } = await numberedTexts(connection, texts);
    for (let from = 0; from < rowIds.length; from += CHUNK) {
      const to = Math.min(from + CHUNK, rowIds.length);
      const rows = Array.from({ length: to - from }, (_, k) => from + k).filter(
        (row) => !onlyAnomalies || isAnomaly[row] === 1,
      );
      const told = rows.map((row) => reasons(row));
      chunk.reset();
      chunk.setColumns([
        rows.map((row) => rowIds[row]!),
        rows.map((row) => scores[row]!),
        rows.map((row) => isAnomaly[row] === 1),
        ...Array.from({ length: MOST }, (_, nth) => told.map((list) => numberOf(list[nth]?.text))),
      ]);
      if (rows.length > 0) appender.appendDataChunk(chunk);
      onProgress?.({ done: to, total: rowIds.length, unit: 'rows' });
      await breathe();
      signal?.throwIfAborted();
    }
    appender.closeSync();
    end();
    return await use({ view, places, texts: list, topReasons });
  } finally {
    await connection.run(`drop view ${view}; drop table ${places}; drop table ${texts}`);
  }
}

/**
 * Writes texts into a table, each under a number. A text that comes again gets the number it had, or after many others a
 * new one: what is remembered stays small though every text were another.
 */
async function numberedTexts(connection: Traffic['connection'], table: string) {
  const appender = await connection.createAppender(table, 'main', 'temp');
  const chunk = DuckDBDataChunk.create([INTEGER, VARCHAR]);
  const remembered = new Map<string, number>();
  let waiting: string[] = [];
  let written = 0;
  const flush = () => {
    if (waiting.length === 0) return;
    chunk.reset();
    chunk.setColumns([waiting.map((_, k) => written + k), waiting]);
    appender.appendDataChunk(chunk);
    written += waiting.length;
    waiting = [];
  };
  return {
    /** The number of a text, or -1 for none. */
    numberOf(text: string | undefined): number {
      if (text === undefined) return -1;
      const before = remembered.get(text);
      if (before !== undefined) return before;
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      const number = written + waiting.length;
      remembered.set(text, number);
      waiting.push(text);
      if (waiting.length === CHUNK) flush();
      return number;
    },
    end() {
      flush();
      appender.closeSync();
    },
  };
}
