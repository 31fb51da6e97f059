import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { AnomalyModel } from '../../detect/anomaly-model.js';
import { combineScores } from '../../detect/client-evidence.js';
import { placeOfClient } from '../../detect/explain-records.js';
import { flagScores } from '../../detect/thresholds/threshold.js';
import { arrayAppender } from '../../engine/append-arrays.js';
import { VECTOR_ROWS } from '../../engine/append-batch.js';
import type { DuckDBEngine } from '../../engine/duckdb-engine.js';
import { floats, forEachChunk, integers } from '../../engine/for-each-chunk.js';
import { quoteLiteral } from '../../engine/sql-text.js';
import { publishFile } from '../../files/publish.js';
import { TOP_TOPICS } from '../../models/top-topics.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { makeYieldToEventLoop } from '../../progress/yield-to-event-loop.js';
import { type DayFile, isFinished, parquet } from './day-files.js';
import { REASONS, SHARES } from './score-slice.js';
import { type ScoredClients, withScoredClients } from './scored-clients.js';

/** What decides the final score of a record, besides its own. */
type Verdicts = Pick<AnomalyModel, 'evidence' | 'threshold'>;

let uses = 0;

/**
 * Adds the evidence by client to scored records: writes each file from its unfinished one, which it then
 * removes. The scores of clients take in the records of all files.
 *
 * @param files all files, each finished or unfinished
 * @param recordsOf number of records of an unfinished file
 * @param options `signal` stops after a file; `onProgress` gets the number of records finished
 */
export async function finishFiles(
  local: DuckDBEngine,
  model: Verdicts,
  files: readonly DayFile[],
  recordsOf: ReadonlyMap<DayFile, number>,
  options: LongOperation,
): Promise<void> {
  const missing = files.filter((one) => !isFinished(one));
  if (missing.length === 0) return;
  const { evidence } = model;
  const finish = async (clients: ScoredClients | null) => {
    const total = missing.reduce((sum, file) => sum + recordsOf.get(file)!, 0);
    let done = 0;
    for (const file of missing) {
      await finishFile(local, model, file, recordsOf.get(file)!, clients, options);
      done += recordsOf.get(file)!;
      options.onProgress?.({ done, total, unit: 'records' });
    }
  };
  if (!evidence) return finish(null);
  return withScoredClients(local, files, evidence, options, finish);
}

/** The records of an unfinished file, in any order. */
interface UnfinishedRows {
  readonly rowIds: Int32Array;
  readonly recordScores: Float32Array;
  /** Shares of reasons, records × `TOP_TOPICS`. */
  readonly shares: Float32Array;
  /** One position of a client per record. */
  readonly codes: Int32Array;
}

async function finishFile(
  local: DuckDBEngine,
  { evidence, threshold }: Verdicts,
  { file, unfinished }: DayFile,
  records: number,
  clients: ScoredClients | null,
  { signal }: Pick<LongOperation, 'signal'>,
): Promise<void> {
  uses += 1;
  const table = `final_scores_${uses}`;
  const { connection } = local;
  const stop = { note: 'writing scores', ...(signal && { signal }) };
  try {
    const rows = await local.during(stop, () => readUnfinished(local, unfinished, records, clients));
    const { recordScores, codes } = rows;
    const byClient =
      clients && evidence
        ? combineScores(
            recordScores,
            Float32Array.from(codes, (code) => clients.scores[code]!),
            evidence,
          )
        : null;
    const scores = byClient?.scores ?? recordScores;
    const places = byClient && clients ? clientPlaces(rows, byClient.clientShares, clients) : null;
    if (clients && places) clients.addTexts(codes.filter((_, row) => places[row]! >= 0));
    await connection.run(
      `create or replace temp table ${table}
         (row_id integer, code integer, place integer, anomaly_score float, client_score float, is_anomaly boolean)`,
    );
    await appendRows(local, table, [
      rows.rowIds,
      codes,
      places ?? new Int32Array(records).fill(-1),
      scores,
      byClient?.clientScores ?? recordScores,
      flagScores(scores, threshold),
    ]);
    await mkdir(path.dirname(file), { recursive: true });
    const reasonsAndClient = [
      ...REASONS.flatMap((reason, nth) => [`case when place = ${nth} then text end`, reason]),
      `case when place = ${TOP_TOPICS} then text end`,
    ];
    const texts = clients
      ? `left join ${clients.texts} as texts using (code)`
      : 'cross join (select cast(null as varchar) as text)';
    const write = (partial: string) =>
      local.during(stop, () =>
        connection.run(
          `copy (
            select row_id, creation_time, src_ip, dst_ip, dst_port, anomaly_score, record_score,
              ${clients ? 'client_score' : 'cast(null as float) as client_score'}, autoencoder_score, is_anomaly,
              concat_ws('; ', ${reasonsAndClient.join(', ')}) as top_reasons
            from ${parquet([unfinished])} join ${table} using (row_id) ${texts}
            order by row_id
          ) to ${quoteLiteral(partial)} (format parquet, compression zstd)`,
        ),
      );
    await publishFile(file, write, { durable: true });
  } finally {
    await connection.run(`drop table if exists temp.${table}`);
  }
  await rm(unfinished);
}

async function readUnfinished(
  { connection }: DuckDBEngine,
  unfinished: string,
  records: number,
  clients: ScoredClients | null,
): Promise<UnfinishedRows> {
  const [rowIds, codes] = [new Int32Array(records), new Int32Array(records)];
  const recordScores = new Float32Array(records);
  const shares = new Float32Array(records * TOP_TOPICS);
  const from = clients
    ? `${parquet([unfinished])} as r join ${clients.table} as c on c.src_ip is not distinct from r.src_ip`
    : `(select *, 0 as code from ${parquet([unfinished])})`;
  await forEachChunk(
    connection,
    `select row_id, code, record_score, ${SHARES} from ${from}`,
    {},
    records,
    ({ rows, before, column }) => {
      rowIds.set(integers(column(0)), before);
      codes.set(integers(column(1)), before);
      recordScores.set(floats(column(2)), before);
      for (let nth = 0; nth < TOP_TOPICS; nth++) {
        const share = floats(column(3 + nth));
        for (let k = 0; k < rows; k++) shares[(before + k) * TOP_TOPICS + nth] = share[k]!;
      }
    },
  );
  return { rowIds, recordScores, shares, codes };
}

/** The place of the client among the reasons of each record, as `explainClients` gives it; -1 where it is none. */
function clientPlaces(
  { codes, shares }: UnfinishedRows,
  clientShares: Float32Array,
  { counts }: ScoredClients,
): Int32Array {
  const places = new Int32Array(codes.length);
  for (let row = 0; row < places.length; row++) {
    const isEvidence = counts[codes[row]!]! >= 2;
    places[row] = isEvidence ? placeOfClient(shares, row * TOP_TOPICS, clientShares[row]!) : -1;
  }
  return places;
}

async function appendRows(
  { connection }: DuckDBEngine,
  table: string,
  columns: readonly (Int32Array | Float32Array | Uint8Array)[],
): Promise<void> {
  const yieldToEventLoop = makeYieldToEventLoop();
  const { append, end } = await arrayAppender(connection, table);
  for (let from = 0; from < columns[0]!.length; from += VECTOR_ROWS) {
    append(columns.map((column) => column.subarray(from, from + VECTOR_ROWS)));
    await yieldToEventLoop();
  }
  end();
}
