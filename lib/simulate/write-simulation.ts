import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import type { LongOperation } from '../progress/long-operation.js';
import { columns } from '../schema/columns.js';
import { csvToParquet } from './csv-to-parquet.js';
import { trafficHeader, trafficLine, truthHeader, truthLine } from './format-csv.js';
import { simulateRecords } from './generate.js';
import { truthFile } from './truth-file.js';
import type { SimulateOptions } from './world.js';

const trafficTypes = Object.fromEntries(columns.map((column) => [column.source, column.type]));
const truthTypes = {
  row_id: 'INTEGER',
  actor: 'VARCHAR',
  attack: 'VARCHAR',
  technique_id: 'VARCHAR',
  strength: 'DOUBLE',
};

/** Waits where the disk is slower than the simulation, so that memory stays bounded. */
async function write(stream: WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

async function writeCsv(
  traffic: string,
  truth: string,
  options: SimulateOptions & LongOperation,
): Promise<number> {
  const streams = [createWriteStream(traffic), createWriteStream(truth)] as const;
  try {
    await write(streams[0], trafficHeader);
    await write(streams[1], truthHeader);
    let rows = 0;
    let attacks = 0;
    for (const slice of simulateRecords(options)) {
      options.signal?.throwIfAborted();
      let lines = '';
      let truths = '';
      for (const record of slice) {
        lines += trafficLine(record);
        truths += truthLine(record, ++rows);
        if (record.attack) attacks++;
      }
      await write(streams[0], lines);
      await write(streams[1], truths);
      options.onProgress?.({ done: rows, total: options.rows, unit: 'rows' });
    }
    return attacks;
  } finally {
    for (const stream of streams) stream.end();
    await Promise.all(streams.map((stream) => finished(stream)));
  }
}

/**
 * Writes simulated traffic and the truth about it. Both are written aside and moved into place when they are whole,
 * the truth first.
 *
 * @param file `….csv` or `….parquet`; the truth goes beside it, see `truthFile`
 * @returns number of records that are attacks
 * @throws what the file system throws; nothing is left behind then
 */
export async function writeSimulation(
  file: string,
  options: SimulateOptions & LongOperation,
): Promise<number> {
  const aside = (name: string, ending: string) =>
    path.join(path.dirname(name), `.${path.basename(name)}-${process.pid}.${ending}`);
  const truth = truthFile(file);
  const made = [
    aside(file, 'csv'),
    aside(truth, 'csv'),
    aside(file, 'parquet'),
    aside(truth, 'parquet'),
  ] as const;
  try {
    const attacks = await writeCsv(made[0], made[1], options);
    const isParquet = path.extname(file) === '.parquet';
    if (isParquet) {
      await csvToParquet(made[0], made[2], trafficTypes);
      await csvToParquet(made[1], made[3], truthTypes);
      options.signal?.throwIfAborted();
    }
    await rename(made[isParquet ? 3 : 1], truth);
    await rename(made[isParquet ? 2 : 0], file);
    return attacks;
  } finally {
    await Promise.all(made.map((name) => rm(name, { force: true })));
  }
}
