import { query } from '../../engine/query.js';
import type { Traffic } from '../../load/traffic.js';
import { columns } from '../../schema/columns.js';
import { readColumns } from './read-columns.js';
import type { RecordColumns } from './record-columns.js';

/** Scores of records, in any order. */
export interface Scores {
  readonly rowIds: Int32Array;
  readonly scores: Float32Array;
}

/**
 * Reads every record with the 16 columns of its schema, its country (or else the registry's) and its score. Ports and
 * status codes are names, hence texts.
 */
export async function readRecords(
  { connection }: Traffic,
  scored?: Scores,
): Promise<Omit<RecordColumns, 'about'>> {
  const wanted = await readColumns(connection, await relation(connection), {
    texts: {
      country: 'country',
      ...Object.fromEntries(
        columns
          .filter(({ type }) => type === 'VARCHAR' || type === 'INTEGER')
          .map(({ name }) => [name, name]),
      ),
    },
    numbers: {
      row_id: 'row_id',
      by_registry: 'by_registry',
      ...Object.fromEntries(
        columns
          .filter(({ type }) => type === 'BIGINT' || type === 'TIMESTAMP')
          .map(({ name, type }) => [name, type === 'TIMESTAMP' ? `epoch_ms(${name})` : name]),
      ),
    },
    order: 'row_id',
  });
  if (scored === undefined) return wanted;
  const placeOf = new Map(Array.from(wanted.numbers.row_id ?? [], (id, place) => [id, place]));
  const anomaly_score = new Float64Array(wanted.rows).fill(Number.NaN);
  scored.rowIds.forEach((id, i) => {
    const place = placeOf.get(id);
    if (place !== undefined) anomaly_score[place] = scored.scores[i] ?? Number.NaN;
  });
  return { ...wanted, numbers: { ...wanted.numbers, anomaly_score } };
}

/** Traffic with the country of its sources, from the registries where they were asked and a record names none. */
async function relation(connection: Traffic['connection']): Promise<string> {
  const tables = await query(
    connection,
    `select table_name from duckdb_tables() where table_name = 'addresses'`,
  );
  const addresses =
    tables.length > 0
      ? 'addresses'
      : '(select cast(null as varchar) as ip, cast(null as varchar) as country)';
  return `(select traffic.*, coalesce(src_ip_country_code, registry.country) as country,
    cast(src_ip_country_code is null and registry.country is not null as integer) as by_registry
    from traffic left join ${addresses} as registry on registry.ip = traffic.src_ip) as with_country`;
}
