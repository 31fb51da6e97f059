import type { LongOperation } from '../../progress/long-operation.js';
import type { TrinoParameter } from '../trino/bind-parameters.js';
import { type TableEstimate, tableEstimates } from '../trino/estimate-trino.js';
import type { AthenaPlace } from './athena-place.js';
import { streamAthena } from './stream-athena.js';

/**
 * Asks Athena what a query will read, before it is run; that scans nothing. Athena knows it only of tables with statistics
 * (`analyze`, or the Glue crawler's), and uncompressed: of columns in Parquet less is scanned and charged.
 *
 * @throws as `streamAthena` does
 * @see https://docs.aws.amazon.com/athena/latest/ug/athena-explain-statement.html
 *
 * @example
 * const athena = { catalog: 'AwsDataCatalog', database: 'logs', workgroup: 'analysts' };
 * const ask = () => estimateAthena(athena, 'select max(bytes_in) from traffic'); // [{ table: 'awsdatacatalog.logs.traffic', … }]
 */
export async function estimateAthena(
  place: AthenaPlace,
  sql: string,
  parameters: Readonly<Record<string, TrinoParameter>> = {},
  { signal }: LongOperation = {},
): Promise<readonly TableEstimate[]> {
  const lines: unknown[] = [];
  const explained = `explain (type io, format json) ${sql}`;
  for await (const { columns } of streamAthena(place, explained, parameters, { signal }))
    lines.push(...(columns[0]?.values ?? []));
  const text = lines.join('\n');
  // A heading may stand before the plan.
  return tableEstimates(text.slice(text.indexOf('{')));
}
