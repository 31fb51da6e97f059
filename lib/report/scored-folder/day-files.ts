import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TimeSlice } from '../../features/time-slices.js';

const HOUR = 3_600;

/** The file of a day's records in a slice, `date=2024-04-25/from-07h.parquet`: a slice may begin within a day. */
export function dayFile(folder: string, { from, days }: TimeSlice, day: string): string {
  const hour = day === days[0] ? Math.floor(from / HOUR) % 24 : 0;
  return path.join(folder, `date=${day}`, `from-${String(hour).padStart(2, '0')}h.parquet`);
}

/** The days of a slice whose file is not there yet. */
export const missingDays = (folder: string, slice: TimeSlice): readonly string[] =>
  slice.days.filter((day) => !existsSync(dayFile(folder, slice, day)));

/**
 * Has a file written beside its place, and puts it there when all of it is on the disk: whoever looks sees the whole file or none,
 * also after a power cut.
 */
export async function writeBeside(file: string, write: (aside: string) => Promise<unknown>): Promise<void> {
  const folder = path.dirname(file);
  // No data to Athena, Trino and Spark, by the first letter.
  const aside = path.join(folder, `_${path.basename(file)}.part`);
  await mkdir(folder, { recursive: true });
  try {
    await write(aside);
    const written = await open(aside, 'r+');
    await written.sync().finally(() => written.close());
    await rename(aside, file);
  } finally {
    await rm(aside, { force: true });
  }
}

/** Removes what a broken-off run left beside its place. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (/(^|[\\/])_[^\\/]*\.part$/.test(name)) await rm(path.join(folder, name), { force: true });
  }
}
