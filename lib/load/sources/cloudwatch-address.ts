import { inputError } from '../../text/input-error.js';
import { visible } from '../../text/visible.js';
import { filterTime } from '../filter/filter-time.js';
import type { Period } from '../filter/record-filter.js';
import { decoded } from './source-address.js';

/** Which log events an address means. */
export interface LogAddress {
  /** The address, for everything that is shown. */
  readonly shown: string;
  readonly group: string;
  /** A filter pattern of CloudWatch Logs. */
  readonly filter?: string;
  /** A query of CloudWatch Logs Insights. */
  readonly query?: string;
  readonly from: Date;
  readonly to: Date;
}

const PARAMETERS = ['from', 'to', 'filter', 'query'];
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Reads `cloudwatch://log-group?from=2024-04-25&to=2024-04-26&filter=REJECT`, or `cloudwatch:///aws/waf?…` of a group whose
 * name begins with a slash. Instead of `filter`, `query=fields @timestamp, @message | filter …` asks Logs Insights.
 *
 * @param period the records that are wanted; events up to an hour before and after it are fetched, since the time of an
 *   event is not quite that of its record
 * @param now where the times end that name none
 * @throws an InputError when a part of it is wrong, or nothing says from when
 *
 * @example
 * logAddress(new URL('cloudwatch:///aws/waf?from=2024-04-25'), {}, new Date()).group; // '/aws/waf'
 */
export function logAddress(address: URL, period: Period, now: Date): LogAddress {
  const group = decoded(address.hostname + address.pathname.replace(/\/$/, ''));
  const shown = `cloudwatch://${visible(group)}`;
  if (!/^[\w./#-]{1,512}$/.test(group) || address.username !== '' || address.port !== '')
    throw inputError(
      `${shown}: is no name of a log group, such as cloudwatch:///aws/waf/logs (letters, digits, . _ / # -).`,
    );
  if (address.hash !== '') throw inputError(`${shown}: "#" is written %23 in an address.`);
  for (const name of address.searchParams.keys())
    if (!PARAMETERS.includes(name))
      throw inputError(
        `${shown}: "?${visible(name, 40)}" is not known; there are ?${PARAMETERS.join(', ?')}.`,
      );
  const value = (name: string) => address.searchParams.get(name) || undefined;
  const [filter, query] = [value('filter'), value('query')];
  if (filter !== undefined && query !== undefined)
    throw inputError(`${shown}: give ?filter or ?query, not both; in a query it is "| filter …".`);
  const begins = latest(
    time(value('from'), 'from', shown),
    period.from && new Date(period.from.getTime() - HOUR_MS),
  );
  if (begins === undefined)
    throw inputError(
      `${shown}: say from when, such as ?from=2024-04-25 or --from 2024-04-25: a log group may go back years.`,
    );
  const ended = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const asked = [time(value('to'), 'to', shown), period.to && new Date(period.to.getTime() + HOUR_MS), ended];
  const to = asked.reduce((a, b) => (b === undefined || (a !== undefined && a < b) ? a : b))!;
  if (begins >= to)
    throw inputError(`${shown}: no time is left between ${begins.toISOString()} and ${to.toISOString()}.`);
  const search = visible(decoded(address.search.replaceAll('+', ' ')));
  return {
    shown: shown + search,
    group,
    ...(filter && { filter }),
    ...(query && { query }),
    from: begins,
    to,
  };
}

const latest = (a: Date | undefined, b: Date | undefined) =>
  a === undefined || (b !== undefined && b > a) ? b : a;

function time(text: string | undefined, end: 'from' | 'to', shown: string): Date | undefined {
  if (text === undefined) return undefined;
  try {
    return filterTime(text, end);
  } catch {
    throw inputError(
      `${shown}: "?${end}=${visible(text, 40)}" is no time in UTC such as 2024-04-25 or 2024-04-25T14%3A00 (in text with several names, a colon separates them).`,
    );
  }
}
