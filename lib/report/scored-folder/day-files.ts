import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TimeSlice } from '../../features/time-slices.js';

const HOUR = 3_600;

/**
 * The file of a day's records in a slice, `date=2024-04-25/from-07h.parquet`: a slice may begin within a day.
 */
export function dayFile(folder: string, { from, days }: TimeSlice, day: string): string {
  const hour = day === days[0] ? Math.floor(from / HOUR) % 24 : 0;
  return path.join(folder, `date=${day}`, `from-${String(hour).padStart(2, '0')}h.parquet`);
}

/** The days of a slice that have no file yet. */
export const missingDays = (folder: string, slice: TimeSlice): readonly string[] =>
  slice.days.filter((day) => !existsSync(dayFile(folder, slice, day)));
