import { inZone } from './time-zone.js';

/** A time as `utc` writes it, and a range of two, before the name of their zone. */
const WRITTEN =
  /(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:( to )(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d))? UTC(?![\p{L}\p{N}+-])/gu;

/** A part of a sentence: text, a time, or the name of the zone of the times before it. */
export type TimePart = string | Date | 'zone'[];

/** Stands for the name of the zone. */
export const ZONE: TimePart = ['zone'];

/**
 * Finds the times in a sentence of the project: `2024-04-25 23:00:00 UTC`, or two of them with `to` between.
 *
 * @example
 * splitTimes('since 2024-04-25 23:00:00 UTC.'); // ['since ', new Date('2024-04-25T23:00:00Z'), ' ', ZONE, '.']
 */
export function splitTimes(text: string): readonly TimePart[] {
  const parts: TimePart[] = [];
  let done = 0;
  for (const match of text.matchAll(WRITTEN)) {
    const [all, from = '', to, until] = match;
    const times = [from, ...(until === undefined ? [] : [until])].map(
      (written) => new Date(`${written.replace(' ', 'T')}Z`),
    );
    if (times.some((time) => Number.isNaN(time.getTime()))) continue;
    const [first, second] = times;
    const at = match.index ?? done;
    parts.push(text.slice(done, at), first!);
    if (to && second) parts.push(to, second);
    parts.push(' ', ZONE);
    done = at + all.length;
  }
  return [...parts, text.slice(done)];
}

/** A sentence of the project with its times in another zone. */
export const zoneText = (text: string, zone: string): string =>
  splitTimes(text)
    .map((part) =>
      typeof part === 'string' ? part : part instanceof Date ? inZone(part.getTime(), zone) : zone,
    )
    .join('');
