import { utc } from './utc.js';

const MINUTE = 60_000;
/** Clocks change at whole quarters of an hour since this time; earlier there were local mean times. */
const REGULAR_SINCE = Date.UTC(1972, 0, 1);

/** Whether this system knows a time zone of that name. */
export function isTimeZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(zone, clock);
  offsets.set(zone, new Map());
  return clock;
}

/**
 * Returns how far the clocks of a zone are ahead of UTC, in milliseconds.
 *
 * @param time milliseconds since 1970
 * @param zone name of the time zone, such as `Europe/Berlin`
 * @throws RangeError when this system knows no such zone
 *
 * @example
 * zoneOffset(Date.UTC(2024, 6, 1), 'Europe/Berlin'); // 7200000
 */
export function zoneOffset(time: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const clock = clockOf(zone);
  const known = offsets.get(zone)!;
  const quarter = time < REGULAR_SINCE ? undefined : Math.floor(time / (15 * MINUTE));
  const cached = quarter === undefined ? undefined : known.get(quarter);
  if (cached !== undefined) return cached;
  const parts = Object.fromEntries(clock.formatToParts(time).map(({ type, value }) => [type, value]));
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
  const wall = new Date(0);
  wall.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  wall.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  const offset = wall.getTime() - Math.floor(time / 1000) * 1000;
  if (quarter !== undefined) known.set(quarter, offset);
  return offset;
}

/**
 * Formats a time as the clocks of a zone show it, to the second; in UTC as `utc` does.
 *
 * @param time milliseconds since 1970
 * @throws RangeError when the time or the zone is unknown
 *
 * @example
 * inZone(Date.UTC(2024, 6, 1, 23), 'Europe/Berlin'); // '2024-07-02 01:00:00'
 */
export function inZone(time: number, zone: string): string {
  return utc(new Date(time + zoneOffset(time, zone)));
}

/**
 * Formats a time as ISO 8601 with the offset of the zone; UTC is `Z`. Milliseconds are written where there
 * are any.
 *
 * @param time milliseconds since 1970
 * @throws RangeError when the time or the zone is unknown
 *
 * @example
 * isoInZone(Date.UTC(2024, 6, 1, 23), 'Europe/Berlin'); // '2024-07-02T01:00:00+02:00'
 */
export function isoInZone(time: number, zone: string): string {
  const offset = zoneOffset(time, zone);
  const wall = new Date(time + offset).toISOString().replace('.000Z', 'Z');
  if (zone === 'UTC') return wall;
  const minutes = Math.round(Math.abs(offset) / MINUTE);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${wall.slice(0, -1)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/**
 * Returns the time at which the clocks of a zone show another one: of two such times the first, and of a time
 * that a change of the clocks leaves out, as long after the change.
 *
 * @param wall what the clocks show, as milliseconds since 1970 if they were those of UTC
 * @returns milliseconds since 1970, UTC
 *
 * @example
 * fromZone(Date.UTC(2024, 6, 2, 1), 'Europe/Berlin'); // 2024-07-01T23:00:00Z
 */
export function fromZone(wall: number, zone: string): number {
  if (zone === 'UTC') return wall;
  const day = 24 * 60 * MINUTE;
  const before = wall - zoneOffset(wall - day, zone);
  const after = wall - zoneOffset(wall + day, zone);
  const shows = (time: number) => time + zoneOffset(time, zone) === wall;
  return shows(before) || !shows(after) ? before : after;
}
