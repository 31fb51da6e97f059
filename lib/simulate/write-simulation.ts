import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { publishFile } from '../files/publish.js';
import type { LongOperation } from '../progress/long-operation.js';
import { trafficColumns } from '../schema/columns.js';
import { createAsciiWriter } from './ascii-writer.js';
import { csvToParquet } from './csv-to-parquet.js';
import { trafficHeader, truthHeader, writeTrafficLine, writeTruthLine } from './format-csv.js';
import { simulateRecords } from './simulate-records.js';
import { truthPath } from './truth-path.js';
import type { SimulateRecordsOptions } from './world.js';

const trafficTypes = Object.fromEntries(trafficColumns.map((column) => [column.nameInFiles, column.type]));
const truthTypes = {
  row_id: 'INTEGER',
  actor: 'VARCHAR',
  attack: 'VARCHAR',
  technique_id: 'VARCHAR',
  strength: 'DOUBLE',
};

/** Bytes that are gathered before the disk is asked: small writes cost more than the simulation. */
const BLOCK = 1 << 20;

async function writeCsv(
  traffic: string,
  truth: string,
  options: SimulateRecordsOptions & LongOperation,
): Promise<number> {
  const files = [await open(traffic, 'w'), await open(truth, 'w')] as const;
  const outs = [createAsciiWriter(), createAsciiWriter()] as const;
  // The world waits for the disk, so that memory stays bounded.
  const flush = async () => {
    await files[0].appendFile(outs[0].take());
    await files[1].appendFile(outs[1].take());
  };
  try {
    outs[0].text(trafficHeader);
    outs[1].text(truthHeader);
    let rows = 0;
    let attacks = 0;
    for (const slice of simulateRecords(options)) {
      for (const record of slice) {
        writeTrafficLine(record, outs[0]);
        writeTruthLine(record, ++rows, outs[1]);
        if (record.attack) attacks++;
      }
      if (outs[0].size() >= BLOCK) await flush();
      options.onProgress?.({ done: rows, total: options.rows, unit: 'rows' });
      options.signal?.throwIfAborted();
    }
    await flush();
    return attacks;
  } finally {
    for (const file of files) await file.close();
  }
}

/**
 * Writes simulated traffic and the truth about it. Both are written aside and moved into place when they are whole,
 * the truth first.
 *
 * @param file `….csv` or `….parquet`; the truth goes beside it, see `truthPath`
 * @returns number of records that are attacks
 * @throws what the file system throws; nothing is left behind then
 *
 * @example
 * import { defaultScenario, writeSimulation } from './lib/index.js';
 * await writeSimulation('simulated.csv', { rows: 1000, days: 1, seed: 1, scenario: defaultScenario });
 */
export async function writeSimulation(
  file: string,
  options: SimulateRecordsOptions & LongOperation,
): Promise<number> {
  // The truth is renamed into place when the inner function ends, the traffic when the outer one does.
  return publishFile(file, (traffic) =>
    publishFile(truthPath(file), async (truth) => {
      if (path.extname(file) !== '.parquet') return writeCsv(traffic, truth, options);
      const [trafficCsv, truthCsv] = [`${traffic}.csv`, `${truth}.csv`];
      try {
        const attacks = await writeCsv(trafficCsv, truthCsv, options);
        await csvToParquet(trafficCsv, traffic, trafficTypes);
        await csvToParquet(truthCsv, truth, truthTypes);
        options.signal?.throwIfAborted();
        return attacks;
      } finally {
        for (const csv of [trafficCsv, truthCsv]) await rm(csv, { force: true });
      }
    }),
  );
}
