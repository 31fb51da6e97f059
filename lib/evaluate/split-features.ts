import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listValue } from '@duckdb/node-api';
import { withDuckDB } from '../engine/duckdb.js';
import { duckdbEngine } from '../engine/duckdb-engine.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { applyFeatures } from '../features/apply-features.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { fitFeatures } from '../features/fit-features.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';

let tables = 0;

/**
 * Computes the features of all records by what is usual among some of them: medians, scales and frequencies are learned on
 * the training records alone, so that nothing is known of the test set. Backward-looking windows see all earlier records,
 * as they would in operation.
 *
 * @param train `row_id` of each training record
 * @returns one row a record, in input order
 * @throws as `fitFeatures` does, for the training records
 *
 * @example
 * const rowIds = await rowIdsOf(traffic);
 * const matrix = await splitFeatures(traffic, split.train.map((row) => rowIds[row]!));
 */
export async function splitFeatures(
  traffic: Traffic,
  train: Int32Array,
  operation: LongOperation = {},
): Promise<FeatureMatrix> {
  const { connection } = requireLocal(traffic).engine;
  const folder = await mkdtemp(path.join(tmpdir(), 'training-'));
  tables += 1;
  const rows = `training_rows_${tables}`;
  try {
    await connection.run(`create temp table ${rows} as select unnest($rows) as row_id`, {
      rows: listValue(Array.from(train)),
    });
    const file = quoteLiteral(path.join(folder, 'training.parquet'));
    await connection.run(
      `copy (select * from traffic semi join ${rows} using (row_id)) to ${file} (format parquet)`,
    );
    // An engine of their own: the features' SQL reads the table `traffic`, which is all records here.
    const fitted = await withDuckDB(async (apart) => {
      await apart.run(`create view traffic as select * from read_parquet(${file})`);
      return fitFeatures({ ...traffic, engine: duckdbEngine(apart), records: train.length }, operation);
    });
    return await applyFeatures(traffic, fitted, operation);
  } finally {
    await connection.run(`drop table if exists ${rows}`);
    await rm(folder, { recursive: true });
  }
}
