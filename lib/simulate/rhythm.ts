/** When a population is awake: people, office hours, or machines that never sleep. */
export type Rhythm = 'people' | 'office' | 'steady';

/** Relative activity by local hour. Assumed: trough before dawn, peak in the evening; offices by day. */
const HOURS: Readonly<Record<Rhythm, readonly number[]>> = {
  people: [24, 15, 10, 8, 8, 11, 20, 35, 50, 60, 65, 68, 70, 68, 66, 66, 68, 72, 80, 92, 100, 96, 72, 44],
  office: [4, 3, 3, 3, 4, 6, 15, 45, 85, 100, 100, 95, 75, 85, 98, 95, 85, 60, 30, 15, 10, 8, 6, 5],
  steady: new Array(24).fill(50),
};

/** Relative activity by day of the week, Monday first. Assumed. */
const WEEKDAYS: Readonly<Record<Rhythm, readonly number[]>> = {
  people: [100, 98, 98, 96, 92, 80, 86],
  office: [100, 102, 102, 100, 92, 10, 8],
  steady: [100, 100, 100, 100, 100, 100, 100],
};

/**
 * Relative activity at a moment, with straight lines between the hours.
 *
 * @param seconds since 1970, UTC
 * @param utcOffset hours that the country is ahead of UTC
 */
export function activity(rhythm: Rhythm, seconds: number, utcOffset: number): number {
  const local = seconds + utcOffset * 3600;
  const hour = Math.floor(local / 3600);
  const part = (local - hour * 3600) / 3600;
  const hours = HOURS[rhythm];
  // 1970-01-01 was a Thursday, the fourth day of a week that starts on Monday.
  const weekday = (Math.floor(hour / 24) + 3) % 7;
  return (hours[hour % 24]! * (1 - part) + hours[(hour + 1) % 24]! * part) * WEEKDAYS[rhythm][weekday]!;
}
