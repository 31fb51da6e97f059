import type { AthenaSettings } from '../../engine/athena/run-athena.js';
import { quoteName } from '../../engine/sql-text.js';
import { inputError } from '../../text/input-error.js';
import { visible } from '../../text/visible.js';
import { decoded } from './source-address.js';

/** More are not brought to one machine unless the address says so (assumed, as of Trino). */
const MAX_RECORDS = 20_000_000;
/** Beyond this a query is stopped: about half a dollar at 5 $ a TB. */
const MAX_BYTES = 100e9;
const PARAMETERS = ['workgroup', 'output', 'limit', 'maxBytes', 'sources'];

/** What an address `athena://…` asks for. */
export interface AthenaAddress {
  readonly place: AthenaSettings;
  /** The table's full name, quoted for SQL. */
  readonly table: string;
  /** Records beyond which nothing is fetched. */
  readonly limit: number;
  /** Part of the sources whose records are wanted, as it is written; all of them when left out. */
  readonly sources?: string;
}

/**
 * Reads `athena://catalog/database/table?workgroup=analysts&output=bucket/results/`, where `output` is a place in S3 (not needed
 * where the workgroup has one), `limit` the records and `maxBytes` the bytes scanned beyond which nothing is fetched, and
 * `sources` a part of the sources (`sampleClients`).
 *
 * @throws an InputError that says what is wrong with the address
 *
 * @example
 * athenaAddress(new URL('athena://AwsDataCatalog/logs/traffic?workgroup=analysts')).table; // '"AwsDataCatalog"."logs"."traffic"'
 */
export function athenaAddress(address: URL): AthenaAddress {
  const { hostname, searchParams } = address;
  const shown = `athena://${visible(hostname)}`;
  const names = address.pathname.split('/').slice(1).map(decoded);
  const [database, table] = names;
  if (hostname === '' || names.length !== 2 || !database || !table || address.username !== '')
    throw inputError(`${shown}: a table was expected, as in athena://AwsDataCatalog/database/table.`);
  for (const name of searchParams.keys())
    if (!PARAMETERS.includes(name))
      throw inputError(
        `${shown}: "?${visible(name, 40)}" is not known; there are ?${PARAMETERS.join(', ?')}.`,
      );
  const sources = searchParams.get('sources');
  const [workgroup, output] = [searchParams.get('workgroup'), searchParams.get('output')];
  const bucket = output?.replace(/^s3:\/\//, '');
  if (bucket !== undefined && !/^[\w.-]{3,63}(?:\/|$)/.test(bucket))
    throw inputError(`${shown}: "?output" is a bucket and a prefix, such as ?output=bucket/results/.`);
  const catalog = decoded(hostname);
  return {
    place: {
      catalog,
      database,
      ...(workgroup && { workgroup }),
      ...(bucket && { output: `s3://${bucket}` }),
      maxBytes: positive('maxBytes', MAX_BYTES, searchParams, shown),
    },
    table: [catalog, database, table].map(quoteName).join('.'),
    limit: positive('limit', MAX_RECORDS, searchParams, shown),
    ...(sources !== null && { sources }),
  };
}

function positive(name: string, otherwise: number, parameters: URLSearchParams, shown: string): number {
  const value = Number(parameters.get(name) ?? otherwise);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw inputError(`${shown}: "?${name}" is a whole number, such as ?${name}=${otherwise}.`);
}
