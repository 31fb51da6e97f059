import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listValue } from '@duckdb/node-api';
import { withDuckDB } from '../engine/duckdb.js';
import { duckdbEngine } from '../engine/duckdb-engine.js';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { applyFeatures } from '../features/apply-features.js';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { fitFeatures } from '../features/fit-features.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';

let tables = 0;

/**
 * Computes the features of all records with medians, scales and frequencies of the training records only.
 * Time windows include all earlier records, as in operation.
 *
 * @param traffic all records, in DuckDB
 * @param train `row_id` of each training record
 * @param options `signal` stops the work within about a second
 * @returns a matrix of records × features, in input order
 * @throws as `fitFeatures` does, for the training records
 *
 * @example
 * const rowIds = await rowIdsOf(traffic);
 * const matrix = await splitFeatures(traffic, split.train.map((row) => rowIds[row]!));
 */
export async function splitFeatures(
  traffic: Traffic,
  train: Int32Array,
  options: LongOperation = {},
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
    // A separate engine, since the SQL of features reads the table `traffic`, which has all records in this
    // one.
    const fitted = await withDuckDB(async (apart) => {
      await apart.run(
        `create view traffic as select * from read_parquet(${quotePath(path.join(folder, 'training.parquet'))})`,
      );
      return fitFeatures({ ...traffic, engine: duckdbEngine(apart), records: train.length }, options);
    });
    return await applyFeatures(traffic, fitted, options);
  } finally {
    await connection.run(`drop table if exists ${rows}`);
    await rm(folder, { recursive: true });
  }
}
