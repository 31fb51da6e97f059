import { untilEnded } from '../../aws/aws-query.js';
import { inputError } from '../../text/input-error.js';
import type { LogAddress } from './cloudwatch-address.js';
import { eventLine } from './cloudwatch-events.js';
import type { Logs, QueryState } from './cloudwatch-library.js';
import type { PeriodPart } from './cloudwatch-parts.js';

/** More rows than these a query does not give in one answer. */
const MAX_ROWS = 10_000;
const SECOND_MS = 1000;
const LONGEST_PAUSE_MS = 3000;

type Row = Readonly<Record<string, string>>;

/**
 * Whether a query has to be asked of the whole period at once, because it counts, or takes only some rows: parts of such
 * an answer are not the answer.
 */
export const isWhole = (query: string): boolean =>
  /(?:^|\|)\s*(?:stats|limit|head|tail|dedup|pattern|diff)\b/i.test(query);

/**
 * Gives the rows of a query of Logs Insights in a part of the period: an event's message where the row has one, else an
 * object of its fields. A part with 10,000 rows or more is halved until each has fewer.
 *
 * @throws an InputError when the query fails, or a second alone holds too many rows
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
 */
export async function* insightLines(
  logs: Logs,
  address: LogAddress,
  slice: PeriodPart,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const { query = '', shown } = address;
  const rows = await answer(logs, address, slice, signal);
  const whole = isWhole(query);
  if (rows.length >= MAX_ROWS && !(whole && /\|\s*(?:limit|head)\b/i.test(query))) {
    const middle = Math.ceil((slice.from + slice.to) / 2 / SECOND_MS) * SECOND_MS;
    if (whole || middle >= slice.to)
      throw inputError(
        `${shown}: the query gives 10,000 rows or more ${whole ? 'and cannot be asked in parts' : 'within a second'}; filter it further.`,
      );
    yield* insightLines(logs, address, { from: slice.from, to: middle }, signal);
    yield* insightLines(logs, address, { from: middle, to: slice.to }, signal);
    return;
  }
  for (const row of rows) {
    if (!whole && !isWithin(row, slice, shown)) continue;
    const { '@ptr': _, '@message': message, ...fields } = row;
    yield message === undefined ? `${JSON.stringify(fields)}\n` : eventLine({ message });
  }
}

/** Insights counts in seconds and takes both ends in; what the next part has too is left to it. */
function isWithin(row: Row, { from, to }: PeriodPart, shown: string): boolean {
  const text = row['@timestamp'];
  const time = text === undefined ? Number.NaN : Date.parse(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(time))
    throw inputError(
      `${shown}: the query gives rows without @timestamp; begin it with fields @timestamp, @message.`,
    );
  return time >= from && time < to;
}

async function answer(
  { library, client }: Logs,
  { group, query = '', shown }: LogAddress,
  { from, to }: PeriodPart,
  signal: AbortSignal | undefined,
): Promise<readonly Row[]> {
  const options = signal && { abortSignal: signal };
  const started = await client.send(
    new library.StartQueryCommand({
      logGroupName: group,
      startTime: Math.floor(from / SECOND_MS),
      endTime: Math.ceil(to / SECOND_MS),
      queryString: query,
      limit: MAX_ROWS,
    }),
    options,
  );
  const { queryId } = started as { queryId: string };
  const look = async () => {
    const command = new library.GetQueryResultsCommand({ queryId });
    const { status = 'Unknown', results = [] } = (await client.send(command, options)) as QueryState;
    if (/^(Scheduled|Running|Unknown)$/.test(status)) return undefined;
    return () => {
      if (status !== 'Complete')
        throw inputError(`${shown}: the query of Logs Insights ended as ${status}; ask for less time.`);
      return results.map((row) =>
        Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value])),
      );
    };
  };
  const stop = () => client.send(new library.StopQueryCommand({ queryId }));
  return untilEnded(look, stop, { longestPause: LONGEST_PAUSE_MS, signal });
}
