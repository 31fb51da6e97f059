import { type DuckDBConnection, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Detection } from '../detect/detect-anomalies.js';
import { MAX_REASONS, type ReasonTexts } from '../detect/explain-records.js';
import { arrayAppender } from '../engine/append-arrays.js';
import { VECTOR_ROWS } from '../engine/append-batch.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import type { MatchedRules } from '../rules/matched-rules.js';

let tables = 0;

/** Which records a scored table holds. */
export interface ScoredRecords {
  /** Only those that are anomalies; all of them when left out. */
  readonly onlyAnomalies?: boolean;
}

/** The columns of scores, in the order in which files have them. */
export const SCORES = ['anomaly_score', 'record_score', 'client_score', 'autoencoder_score'] as const;

/** Scores and reasons of records. Scores that are null or missing are null in the table, and all where records were not scored. */
export type TableScores = Pick<Detection, 'rowIds' | 'scores' | 'isAnomaly' | 'reasonTexts'> &
  Partial<Pick<Detection, 'recordScores' | 'clientScores' | 'autoencoderScores' | 'notScored'>> & {
    /** Rules that the records match; none when left out. */
    readonly matchedRules?: MatchedRules;
  };

/** What a detector says of records, in an engine. */
export interface ScoredTable {
  /** A view: `row_id`, the columns of `SCORES`, `is_anomaly`, `top_reasons`, `matched_rules`. */
  readonly view: string;
  /**
   * A view of the same without words, in the order of the detection: `row_id`, the columns of `SCORES`,
   * `is_anomaly`, `reason_0` to `reason_3`, `rules`.
   */
  readonly places: string;
  /** One row with the list `texts`, which `topReasons` and `matchedRules` look words up in. */
  readonly texts: string;
  /** `top_reasons` as an expression over `places` and `texts`. */
  readonly topReasons: string;
  /** `matched_rules` as an expression over `places` and `texts`; null of a record without a match. */
  readonly matchedRules: string;
}

/**
 * Keeps the scores of records in tables while `use` runs; other connections to the engine see them too.
 * Reasons have few different texts, so each text is stored once and the engine joins them.
 *
 * @throws when the signal is aborted
 */
export async function withScoredTable<Result>(
  connection: DuckDBConnection,
  detection: TableScores,
  { signal, onProgress, onlyAnomalies = false }: LongOperation & ScoredRecords,
  use: (scored: ScoredTable) => Promise<Result>,
): Promise<Result> {
  const { rowIds, isAnomaly, reasonTexts, matchedRules } = detection;
  tables += 1;
  const view = `scored_${tables}`;
  const [places, numbers, texts] = [`${view}_places`, `${view}_numbers`, `${view}_texts`];
  const scores = presentScores(detection);
  const yieldToEventLoop = makeYieldToEventLoop();
  const top = MAX_REASONS;
  const reasons = Array.from({ length: top }, (_, nth) => `reason_${nth}`);
  // Out of a list, counted from 1: a join would lose the order.
  const rulesExpression = 'texts[rules + 1]';
  const topReasons = `concat_ws('; ', ${reasons.map((reason) => `texts[${reason} + 1]`).join(', ')})`;
  // Beside a row of nothing, since the engine guesses that records laid side by side are none, would keep
  // them in memory as the smaller part and walk past the one row of words: a quarter of a gigabyte of a
  // million records. So both are none.
  const list = `(select texts from (select list(text order by number) as texts from ${texts}) positional join (select 1))`;
  await connection.run(
    `create table ${numbers} (row_id integer, ${scores.map(([name]) => `${name} float, `).join('')}is_anomaly boolean, ${reasons.map((reason) => `${reason} integer`).join(', ')}, rules integer);
     create table ${texts} (number integer, text varchar);
     create view ${places} as
       select row_id, ${scoreColumns(scores).join(', ')}, is_anomaly, ${reasons.join(', ')}, rules from ${numbers};
     create view ${view} as
       select row_id, ${SCORES.join(', ')}, is_anomaly, ${topReasons} as top_reasons, ${rulesExpression} as matched_rules from ${places}, ${list}`,
  );
  try {
    const placed = await arrayAppender(connection, numbers);
    const { numberOf, end } = await numberedTexts(connection, texts, [
      ...reasonTexts.texts,
      ...(matchedRules?.texts ?? []),
    ]);
    const positions = onlyAnomalies ? positionsOf(isAnomaly) : undefined;
    const rows = positions?.length ?? rowIds.length;
    const [ids, flags] = [new Int32Array(VECTOR_ROWS), new Uint8Array(VECTOR_ROWS)];
    const scoreParts = scores.map(() => new Float32Array(VECTOR_ROWS));
    const reasonNumbers = reasons.map(() => new Int32Array(VECTOR_ROWS));
    const ruleNumbers = new Int32Array(VECTOR_ROWS);
    for (let from = 0; from < rows; from += VECTOR_ROWS) {
      const many = Math.min(VECTOR_ROWS, rows - from);
      for (let k = 0; k < many; k++) {
        const position = positions ? positions[from + k]! : from + k;
        ids[k] = rowIds[position]!;
        for (let nth = 0; nth < scores.length; nth++) scoreParts[nth]![k] = scores[nth]![1][position]!;
        flags[k] = isAnomaly[position]!;
        for (let nth = 0; nth < top; nth++)
          reasonNumbers[nth]![k] = numberOf(reasonTexts.places[position * top + nth]!);
        const rules = matchedRules?.places[position] ?? -1;
        ruleNumbers[k] = numberOf(rules < 0 ? -1 : reasonTexts.texts.length + rules);
      }
      placed.append(
        [ids, ...scoreParts, flags, ...reasonNumbers, ruleNumbers].map((column) => column.subarray(0, many)),
      );
      onProgress?.({ done: from + many, total: rows, unit: 'rows' });
      await yieldToEventLoop();
      signal?.throwIfAborted();
    }
    placed.end();
    end();
    return await use({ view, places, texts: list, topReasons, matchedRules: rulesExpression });
  } finally {
    await connection.run(
      `drop view ${view}; drop view ${places}; drop table ${numbers}; drop table ${texts}`,
    );
  }
}

type Present = readonly (readonly [name: (typeof SCORES)[number], scores: Float32Array])[];

/** The columns of scores that there are. */
function presentScores({
  scores,
  recordScores,
  clientScores,
  autoencoderScores,
  notScored,
}: TableScores): Present {
  if (notScored) return [];
  const all = [scores, recordScores, clientScores, autoencoderScores];
  return SCORES.flatMap((name, nth) => {
    const column = all[nth];
    return column ? [[name, column] as const] : [];
  });
}

const scoreColumns = (present: Present): readonly string[] =>
  SCORES.map((name) => (present.some(([other]) => other === name) ? name : `cast(null as float) as ${name}`));

/** Positions of ones. */
function positionsOf(flags: Uint8Array): Int32Array {
  const positions = new Int32Array(flags.reduce((sum, flag) => sum + flag, 0));
  let count = 0;
  for (let at = 0; at < flags.length; at++) if (flags[at] === 1) positions[count++] = at;
  return positions;
}

/** Numbers texts and writes each into a table when its number is first requested. */
async function numberedTexts(connection: DuckDBConnection, table: string, texts: ReasonTexts['texts']) {
  const appender = await connection.createAppender(table);
  const chunk = DuckDBDataChunk.create([INTEGER, VARCHAR]);
  const numbers = new Int32Array(texts.length).fill(-1);
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
    /** The number of the text at a place, or -1 for none. */
    numberOf(place: number): number {
      if (place < 0) return -1;
      const before = numbers[place]!;
      if (before >= 0) return before;
      const number = written + waiting.length;
      numbers[place] = number;
      waiting.push(texts[place]!);
      if (waiting.length === VECTOR_ROWS) flush();
      return number;
    },
    end() {
      flush();
      appender.closeSync();
    },
  };
}
