import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { inputError } from '../text/input-error.js';
import { visible } from '../text/visible.js';
import { THOUSANDS } from './number-text.js';
import type { OpenOptions } from './open-options.js';
import { KNOWN_ZONES } from './time-text.js';
import type { ValueOptions } from './validate.js';

/** How values are read, as the options or else the environment say it; what is not said is left out. */
export function valueOptions(
  options: Pick<OpenOptions, 'timeFormat' | 'timeZone' | 'thousands'>,
): ValueOptions {
  const formats = options.timeFormat ?? process.env.TRAFFIC_TIME_FORMAT?.split('\n') ?? [];
  const timeFormats = [formats].flat().filter((format) => format !== '');
  const timeZone = options.timeZone ?? process.env.TRAFFIC_TIME_ZONE;
  const thousands = options.thousands ?? process.env.TRAFFIC_THOUSANDS;
  return {
    ...(timeFormats.length > 0 && { timeFormats }),
    ...(timeZone && !/^(utc|gmt|z)$/i.test(timeZone) && { timeZone }),
    ...(thousands && { thousands }),
  };
}

/**
 * Checks how values are to be read, before anything is, and makes zones known to the engine.
 *
 * @throws an InputError for a zone that does not exist, a format that strptime cannot use or one without a date, or a character
 *   that divides no thousands
 */
export async function checkValueOptions(connection: DuckDBConnection, options: ValueOptions): Promise<void> {
  const { timeFormats = [], timeZone, thousands } = options;
  await connection.run(KNOWN_ZONES);
  for (const format of timeFormats) {
    const error = await connection.run(`select try_strptime('', ${quoteLiteral(format)})`).then(
      () => (/%-?[cGgxYy]/.test(format) && /%-?[cdejxuUVWw]/.test(format) ? null : 'it has no year and day'),
      ({ message }: Error) => message.split('\n')[0]!.replace(/^[\w ]*Error: /, ''),
    );
    if (error !== null)
      throw inputError(
        `--time-format "${visible(format, 60)}": ${error}; a format such as "%d/%m/%Y %H:%M:%S" was expected.`,
      );
  }
  if (timeZone !== undefined) {
    const known = await query(connection, 'select 1 from pg_timezone_names() where name = $name', {
      name: timeZone,
    });
    if (known.length === 0 || !timeZone.includes('/'))
      throw inputError(
        `--time-zone "${visible(timeZone, 60)}": there is no such time zone; a name such as Europe/Berlin was expected.`,
      );
  }
  if (thousands !== undefined && !THOUSANDS.includes(thousands))
    throw inputError(
      `--thousands "${visible(thousands, 20)}": one of ${THOUSANDS.map((one) => `"${one}"`).join(', ')} was expected.`,
    );
}
