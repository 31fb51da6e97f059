import { arrayAppender } from '../../engine/append-arrays.js';
import { VECTOR_ROWS } from '../../engine/append-batch.js';
import type { DuckDBEngine } from '../../engine/duckdb-engine.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { makeYieldToEventLoop } from '../../progress/yield-to-event-loop.js';
import type { Relation } from '../relations.js';
import { MAX_REQUEST_CHARACTERS, type RequestModel } from './request-model.js';
import { REQUEST_FEATURES, type RequestScorer, requestScorer } from './request-scorer.js';

/** Texts in memory at a time. */
const CHUNK_TEXTS = 16 * VECTOR_ROWS;

/**
 * Makes a function that scores each distinct request of a table once, and returns the relation of the
 * features of its records.
 *
 * @param model what was learned of requests
 * @throws when the model has none
 */
export function requestRelations(
  local: DuckDBEngine,
  model: RequestModel | undefined,
): (table: string, records: string, operation: Pick<LongOperation, 'signal'>) => Promise<Relation> {
  if (model === undefined)
    throw new Error('What requests are like was not saved with these features: fit the features anew.');
  let scorer: RequestScorer | undefined;
  return async (table, records, { signal }) => {
    scorer ??= requestScorer(model);
    const score = scorer;
    const texts = `${table}_texts`;
    try {
      await local.during({ note: 'judging requests', ...(signal && { signal }) }, () =>
        scoreTexts(local, score, { texts, table, records }, signal),
      );
    } finally {
      // After the work: within work that was stopped, this would be interrupted too.
      await local.connection.run(`drop table if exists temp.${texts}`);
    }
    return {
      // A join when records are read, since records repeat requests.
      from: (rows) =>
        `(select row_id, ${REQUEST_FEATURES.join(', ')}
         from (select row_id, uri from ${records} where ${rows}) as r left join ${table} on text_hash = hash(r.uri))`,
      values: {},
    };
  };
}

/** Creates a table with the features of each distinct request, told apart by a hash of 64 bits. */
async function scoreTexts(
  { connection }: DuckDBEngine,
  score: RequestScorer,
  { texts, table, records }: Readonly<Record<'texts' | 'table' | 'records', string>>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const yieldToEventLoop = makeYieldToEventLoop();
  await connection.run(
    `create or replace temp table ${texts} as
     select hash(uri) as text_hash, any_value(substr(uri, 1, ${MAX_REQUEST_CHARACTERS})) as text
     from ${records} where uri <> '' group by hash(uri)`,
  );
  const columns = REQUEST_FEATURES.map((name) => `${name} float`).join(', ');
  await connection.run(`create or replace temp table ${table} (text_hash ubigint, ${columns})`);
  const { append, end } = await arrayAppender(connection, table);
  try {
    for (let from = 0; ; from += CHUNK_TEXTS) {
      const reader = await connection.runAndReadAll(
        `select text_hash, text from ${texts} where rowid >= ${from} and rowid < ${from + CHUNK_TEXTS}`,
      );
      const [hashes = [], list = []] = reader.getColumnsJS() as [bigint[]?, string[]?];
      if (list.length === 0) return;
      for (let at = 0; at < list.length; at += VECTOR_ROWS) {
        signal?.throwIfAborted();
        append([
          BigUint64Array.from(hashes.slice(at, at + VECTOR_ROWS)),
          ...scoredColumns(list.slice(at, at + VECTOR_ROWS), score),
        ]);
        await yieldToEventLoop();
      }
    }
  } finally {
    end();
  }
}

function scoredColumns(texts: readonly string[], score: RequestScorer): readonly Float32Array[] {
  const width = REQUEST_FEATURES.length;
  const values = new Float32Array(texts.length * width);
  texts.forEach((text, row) => {
    score(text, values, row * width);
  });
  return REQUEST_FEATURES.map((_, j) => {
    const column = new Float32Array(texts.length);
    for (let row = 0; row < column.length; row++) column[row] = values[row * width + j]!;
    return column;
  });
}
