import { existsSync } from 'node:fs';
import path from 'node:path';
import { quotePath } from '../../engine/sql-text.js';
import type { TimeSlice } from '../../features/time-slices.js';

/** The file of a day's records in a slice: a slice may begin within a day. */
export interface DayFile {
  readonly day: string;
  /** The scores, `date=2024-04-25/from-07h.parquet`. */
  readonly file: string;
  /** The same place among unfinished files: scores of the records by themselves, and their reasons. */
  readonly unfinished: string;
}

/** Folder of unfinished files. Names that begin so are no data to Athena, Trino and Spark. */
const UNFINISHED = '_unfinished';
const HOUR = 3_600;

/** Returns the folder of unfinished files, which exists until all records have their scores. */
export const unfinishedFolder = (folder: string): string => path.join(folder, UNFINISHED);

/** Returns the files of a slice, one per day. */
export function dayFiles(folder: string, { from, days }: TimeSlice): readonly DayFile[] {
  return days.map((day, nth) => {
    const hour = nth === 0 ? Math.floor(from / HOUR) % 24 : 0;
    const name = path.join(`date=${day}`, `from-${String(hour).padStart(2, '0')}h.parquet`);
    return { day, file: path.join(folder, name), unfinished: path.join(unfinishedFolder(folder), name) };
  });
}

/** Whether the records of a file have their final scores. */
export const isFinished = ({ file }: DayFile): boolean => existsSync(file);

/** Whether the records of a file have been scored by themselves at least. */
export const isScored = (one: DayFile): boolean => isFinished(one) || existsSync(one.unfinished);

/** Returns the SQL relation of the records of Parquet files with the same columns. */
export const parquet = (files: readonly string[]): string =>
  `read_parquet([${files.map(quotePath).join(', ')}], hive_partitioning = false)`;
