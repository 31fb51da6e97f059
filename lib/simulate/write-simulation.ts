import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { publishFile } from '../files/publish.js';
import type { LongOperation } from '../progress/long-operation.js';
import { trafficColumns } from '../schema/columns.js';
import { createAsciiWriter } from './ascii-writer.js';
import { csvToParquet } from './csv-to-parquet.js';
import { trafficHeader, truthHeader, writeTrafficLine, writeTruthLine } from './format-csv.js';
import { simulateRecords } from './simulate-records.js';
import { truthPath } from './truth-path.js';
import { DEFAULT_ROWS, type SimulateRecordsOptions } from './world.js';

/** Options of `writeSimulation`. */
export interface WriteSimulationOptions extends SimulateRecordsOptions, LongOperation {}

const trafficTypes = Object.fromEntries(trafficColumns.map((column) => [column.nameInFiles, column.type]));
const truthTypes = {
  row_id: 'INTEGER',
  actor: 'VARCHAR',
  attack: 'VARCHAR',
  technique_id: 'VARCHAR',
  strength: 'DOUBLE',
};

/** Bytes that are buffered before a write; small writes would take longer than the simulation. */
const BUFFER_BYTES = 1 << 20;

async function writeCsv(traffic: string, truth: string, options: WriteSimulationOptions): Promise<number> {
  const files = [await open(traffic, 'w'), await open(truth, 'w')] as const;
  const outs = [createAsciiWriter(), createAsciiWriter()] as const;
  // The simulation waits for each write, so that memory stays bounded.
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
      if (outs[0].size() >= BUFFER_BYTES) await flush();
      options.onProgress?.({ done: rows, total: options.rows ?? DEFAULT_ROWS, unit: 'rows' });
      options.signal?.throwIfAborted();
    }
    await flush();
    return attacks;
  } finally {
    for (const file of files) await file.close();
  }
}

/**
 * Writes simulated records to a file, and their truth to a second file at `truthPath(path)`. Existing files
 * are replaced only when the new ones are complete.
 *
 * @param path path of the file, `.csv` or `.parquet`; its folder is created if missing
 * @param options as for `simulateRecords`, and `signal` and `onProgress`
 * @returns number of records that are attacks
 * @throws an error of the file system, or the reason of `signal`; no file is left behind
 *
 * @example
 * import { writeSimulation } from './lib/index.js';
 * const attacks = await writeSimulation('simulated.csv', { rows: 1000, days: 1 });
 */
export async function writeSimulation(path: string, options: WriteSimulationOptions = {}): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  // The inner call moves the truth into place, the outer call the traffic.
  return publishFile(path, (traffic) =>
    publishFile(truthPath(path), async (truth) => {
      if (extname(path) !== '.parquet') return writeCsv(traffic, truth, options);
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
