import type { Command } from 'commander';
import { fieldMap } from '../../load/field-map.js';
import { ownLayout } from '../../load/formats/own-layout.js';
import type { PageTask } from './write-page.js';

const collect = (one: string, others: readonly string[]) => [...others, one];

/** How files are read: variables for the processes that read them, and options of `openTraffic`. */
export interface ReadingFlags {
  readonly reading: Readonly<Record<string, string>>;
  readonly values: NonNullable<PageTask['values']>;
}

/** Adds the flags that say how files are read, alike in all commands that read records. */
export const addReadingFlags = (command: Command): Command =>
  command
    .option(
      '--fields <layout>',
      "the layout of a log without a header: its fields in their order ('date time c-ip ...'), or nginx's log_format or Apache's LogFormat",
    )
    .option(
      '--map <pairs>',
      'names in a table or in JSON for columns, such as src_ip=clientAddress,bytes_out=respBytes',
    )
    .option(
      '--proxies <addresses>',
      'addresses or CIDRs of your own proxies, with commas: behind them X-Forwarded-For names the client',
    )
    .option(
      '--time-format <format>',
      'format of the times as strptime has it, such as "%d/%m/%Y %H:%M:%S"; may be given again',
      collect,
      [],
    )
    .option('--time-zone <zone>', 'time zone of times without one, such as Europe/Berlin (default: UTC)')
    .option('--thousands <character>', 'what divides thousands, such as . in 25.207.794');

/**
 * Reads the flags of {@link addReadingFlags}.
 *
 * @throws an InputError when a map or a layout cannot be read
 */
export function readingFlags(command: Command): ReadingFlags {
  const { fields, map, proxies, timeFormat, timeZone, thousands } = command.opts<{
    fields?: string;
    map?: string;
    proxies?: string;
    timeFormat: readonly string[];
    timeZone?: string;
    thousands?: string;
  }>();
  if (map !== undefined) fieldMap(map);
  if (fields !== undefined) ownLayout(fields);
  return {
    reading: {
      ...(fields !== undefined && { TRAFFIC_FIELDS: fields }),
      ...(map !== undefined && { TRAFFIC_MAP: map }),
      ...(proxies !== undefined && { TRAFFIC_PROXIES: proxies }),
    },
    values: {
      ...(timeFormat.length > 0 && { timeFormat }),
      ...(timeZone && { timeZone }),
      ...(thousands && { thousands }),
    },
  };
}
