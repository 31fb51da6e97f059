import { DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import {
  type ClientEvidence,
  type ClientTotals,
  SUM_STEPS,
  shrunkMeans,
} from '../../detect/client-evidence.js';
import { describeClient } from '../../detect/score-features.js';
import { VECTOR_ROWS } from '../../engine/append-batch.js';
import type { DuckDBEngine } from '../../engine/duckdb-engine.js';
import { forEachChunk } from '../../engine/for-each-chunk.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { type DayFile, isFinished, parquet } from './day-files.js';

/** The clients of scored records: addresses and texts stay in the engine, numbers take 17 bytes per client. */
export interface ScoredClients {
  /** Temporary table with `src_ip` and `code`, the position of the client in `counts` and `scores`. */
  readonly table: string;
  /** Number of records of each client. */
  readonly counts: Uint32Array;
  /** One score per client. */
  readonly scores: Float32Array;
  /** Temporary table with `code` and `text` of clients that are a reason. */
  readonly texts: string;
  /** Adds the reasons of clients to `texts` where they are not there yet. */
  readonly addTexts: (codes: Int32Array) => void;
}

let uses = 0;

/**
 * Sums the scores of the records of files by client, and calls a function while the tables exist. The scores
 * of clients are the same to the bit as those of `addClientEvidence`.
 *
 * @param files files that are finished or unfinished
 */
export async function withScoredClients<Result>(
  local: DuckDBEngine,
  files: readonly DayFile[],
  { mean }: Pick<ClientEvidence, 'mean'>,
  { signal }: Pick<LongOperation, 'signal'>,
  use: (clients: ScoredClients) => Promise<Result>,
): Promise<Result> {
  uses += 1;
  const { connection } = local;
  const table = `scored_clients_${uses}`;
  const texts = `${table}_texts`;
  const stop = { note: 'adding up scores by client', ...(signal && { signal }) };
  try {
    const totals = await local.during(stop, () => sumByClient(local, table, files));
    const scores = shrunkMeans(totals, mean);
    await connection.run(`create or replace temp table ${texts} (code integer, text varchar)`);
    const { append, end } = await textAppender(local, texts);
    const added = new Uint8Array(scores.length);
    const addTexts = (codes: Int32Array) => {
      const fresh = [...new Set(codes)].filter((code) => added[code] === 0);
      for (const code of fresh) added[code] = 1;
      append(fresh, (code) => describeClient(totals.counts[code]!, scores[code]!, mean));
    };
    return await use({ table, counts: totals.counts, scores, texts, addTexts }).finally(end);
  } finally {
    await connection.run(`drop table if exists temp.${table}; drop table if exists temp.${texts}`);
  }
}

async function sumByClient(
  local: DuckDBEngine,
  table: string,
  files: readonly DayFile[],
): Promise<ClientTotals> {
  const finished = files.filter(isFinished).map(({ file }) => file);
  const others = files.filter((one) => !isFinished(one)).map(({ unfinished }) => unfinished);
  const scored = [finished, others]
    .filter((list) => list.length > 0)
    .map((list) => `select src_ip, record_score from ${parquet(list)}`);
  await local.connection.run(
    `create or replace temp table ${table} as
     select src_ip, cast(row_number() over () - 1 as integer) as code, cast(count(*) as integer) as records,
       sum(floor(cast(record_score as double) * ${SUM_STEPS} + 0.5)) / ${SUM_STEPS} as total
     from (${scored.join(' union all ')}) as scored group by src_ip`,
  );
  const [all] = await local.query<{ clients: number }>(
    `select cast(count(*) as integer) as clients from ${table}`,
  );
  const { clients } = all!;
  const [sums, counts] = [new Float64Array(clients), new Uint32Array(clients)];
  const select = `select code, records, total from ${table}`;
  await forEachChunk(local.connection, select, {}, clients, ({ rows, column }) => {
    const [codes, records] = [column(0), column(1)].map(
      (bytes) => new Int32Array(bytes.buffer, bytes.byteOffset, rows),
    ) as [Int32Array, Int32Array];
    const bytes = column(2, Float64Array.BYTES_PER_ELEMENT);
    const totals = new Float64Array(bytes.buffer, bytes.byteOffset, rows);
    for (let k = 0; k < rows; k++) {
      sums[codes[k]!] = totals[k]!;
      counts[codes[k]!] = records[k]!;
    }
  });
  return { sums, counts };
}

/** Appends codes with their texts to a table. */
async function textAppender({ connection }: DuckDBEngine, table: string) {
  const appender = await connection.createAppender(table, 'main', 'temp');
  const chunk = DuckDBDataChunk.create([INTEGER, VARCHAR]);
  return {
    append(codes: readonly number[], textOf: (code: number) => string): void {
      for (let from = 0; from < codes.length; from += VECTOR_ROWS) {
        const some = codes.slice(from, from + VECTOR_ROWS);
        chunk.reset();
        chunk.setColumns([some, some.map(textOf)]);
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
    },
    end: () => appender.closeSync(),
  };
}
