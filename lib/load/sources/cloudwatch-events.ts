import type { LogAddress } from './cloudwatch-address.js';
import type { EventPage, Logs } from './cloudwatch-library.js';
import type { PeriodPart } from './cloudwatch-parts.js';

/**
 * Gives the events of a part of the period, page by page, each as a line of JSON that the loader knows as an answer of
 * `aws logs filter-log-events`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function* eventLines(
  { library, client }: Logs,
  { group, filter }: LogAddress,
  { from, to }: PeriodPart,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  let nextToken: string | undefined;
  do {
    const command = new library.FilterLogEventsCommand({
      logGroupName: group,
      startTime: from,
      // Both ends are part of what is asked for.
      endTime: to - 1,
      ...(filter !== undefined && { filterPattern: filter }),
      ...(nextToken !== undefined && { nextToken }),
    });
    const page: EventPage = await client.send(command, signal && { abortSignal: signal });
    for (const { timestamp, message } of page.events ?? []) yield eventLine({ timestamp, message });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** One event as a line. */
export const eventLine = (event: { timestamp?: number; message?: string }): string =>
  `${JSON.stringify({ events: [{ message: event.message ?? '', timestamp: event.timestamp }] })}\n`;
