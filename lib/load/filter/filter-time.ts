import { inputError } from '../../text/input-error.js';

const DAY_MS = 86_400_000;

/**
 * Reads the beginning or the end of a period: ISO 8601, in UTC unless an offset is given. A day without an hour counts
 * from its beginning as `from`, and to its end as `to`.
 *
 * @param end which end of the period it is
 * @throws an InputError when it is no time
 *
 * @example
 * filterTime('2024-04-25', 'to').toISOString(); // '2024-04-26T00:00:00.000Z'
 */
export function filterTime(text: string, end: 'from' | 'to'): Date {
  const normalized = text.trim().replace(' ', 'T');
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(normalized);
  const hasOffset = isDay || /(?:Z|[+-]\d{2}:?\d{2})$/i.test(normalized);
  const written = /^\d{4}-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2}(\.\d+)?)?)?)?)?(Z|[+-](0\d|1[0-4]):?[0-5]\d)?$/i;
  const time = written.test(normalized) ? Date.parse(hasOffset ? normalized : `${normalized}Z`) : Number.NaN;
  // JavaScript takes 2024-02-30 for the first of March.
  const day = /^\d{4}-\d{2}-\d{2}/.exec(normalized)?.[0];
  const isNoDay =
    day !== undefined && !Number.isNaN(Date.parse(day)) && !new Date(day).toISOString().startsWith(day);
  if (Number.isNaN(time) || isNoDay)
    throw inputError(
      `--${end} "${text}": a time in UTC such as 2024-04-25 or 2024-04-25T14:00 was expected.`,
    );
  return new Date(isDay && end === 'to' ? time + DAY_MS : time);
}
