import { INTEGER } from '@duckdb/node-api';
import { query } from '../../engine/query.js';
import { withColumns } from '../../engine/with-columns.js';
import type { Traffic } from '../../load/traffic.js';
import { FOLDED } from './folded.js';
import { readColumns } from './read-columns.js';
import type { RecordColumns } from './record-columns.js';
import { withCountry } from './with-country.js';

/** How coarse cells are: values that are kept apart of each column, and the width of a bin of time in seconds. */
interface Grain {
  readonly values: Readonly<Record<keyof typeof FOLDED, number>>;
  readonly bin: number;
}

/** Values kept apart at first, and at least. */
const MOST: Grain['values'] = { src_ip: 5_000, dst_port: 100, country: 250, rule_names: 50 };
const LEAST = 5;
/** Times that cells are made coarser: after them a bin is a million times as wide. */
const COARSEST = 40;

/** Many records as cells, each with how many it adds up, and how that was done. */
export interface Cells extends Omit<RecordColumns, 'about'> {
  /** Seconds. */
  readonly bin: number;
  readonly sources: readonly [named: number, all: number];
  readonly ports: readonly [named: number, all: number];
}

/**
 * Adds records up to cells of time, country, port, source, rule and whether they are anomalies: at most as many as a page
 * can hold. Sources, ports and others with few records become one value, and bins of time as wide as needed.
 *
 * @param bin the finest width of a bin in seconds; coarser ones are multiples of it
 * @param most cells
 * @param anomalies `row_id`s
 */
export async function readCells(
  { connection }: Traffic,
  { bin, most, anomalies }: { readonly bin: number; readonly most: number; readonly anomalies: Int32Array },
): Promise<Cells> {
  const relation = await withCountry(connection);
  const [all] = await query<{ sources: number; ports: number }>(
    connection,
    `select cast(count(distinct src_ip) as integer) as sources, cast(count(distinct dst_port) as integer) as ports
     from ${relation}`,
  );
  const { sources = 0, ports = 0 } = all ?? {};
  let grain: Grain = { values: MOST, bin };
  try {
    for (let time = 1; ; time++) {
      await withColumns(connection, 'cell_anomalies', { value: { type: INTEGER, values: anomalies } }, () =>
        connection.run(`create or replace temp table cells as ${cellsSql(relation, grain)}`),
      );
      const [made] = await query<{ n: number }>(
        connection,
        'select cast(count(*) as integer) as n from cells',
      );
      if ((made?.n ?? 0) <= most || time === COARSEST) break;
      grain = coarser(grain, time);
    }
    const read = await readColumns(connection, 'cells', {
      texts: Object.fromEntries(Object.keys(FOLDED).map((name) => [name, name])),
      numbers: Object.fromEntries(
        ['creation_time', 'by_registry', 'is_anomaly', 'records', 'bytes_in', 'bytes_out'].map((name) => [
          name,
          name,
        ]),
      ),
      order: 'creation_time, src_ip, country, dst_port, rule_names, by_registry, is_anomaly',
    });
    const { src_ip, dst_port } = grain.values;
    return {
      ...read,
      bin: grain.bin,
      sources: [Math.min(src_ip, sources), sources],
      ports: [Math.min(dst_port, ports), ports],
    };
  } finally {
    await connection.run('drop table if exists cells');
  }
}

/** Half the values, and every other time bins twice as wide: either alone would leave nothing to filter by. */
function coarser({ values, bin }: Grain, time: number): Grain {
  const fewer = (n: number) => Math.max(LEAST, Math.floor(n / 2));
  return {
    values: {
      src_ip: fewer(values.src_ip),
      dst_port: fewer(values.dst_port),
      country: fewer(values.country),
      rule_names: fewer(values.rule_names),
    },
    bin: time % 2 === 0 ? bin * 2 : bin,
  };
}

function cellsSql(relation: string, { values, bin }: Grain): string {
  const names = Object.keys(FOLDED) as (keyof typeof FOLDED)[];
  const frequent = names.map(
    (name) => `most_${name} as (select cast(${name} as varchar) as value from wanted
      where ${name} is not null group by 1 order by count(*) desc, 1 limit ${values[name]})`,
  );
  const folded = names.map(
    (name) => `case when ${name} is null or cast(${name} as varchar) in (from most_${name})
      then cast(${name} as varchar) else '${FOLDED[name]}' end as ${name}`,
  );
  return `with wanted as (select * from ${relation}), ${frequent.join(', ')}
    select floor(epoch(creation_time) / ${bin}) * ${bin} * 1000 as creation_time, ${folded.join(', ')}, by_registry,
      cast(row_id in (from cell_anomalies) as integer) as is_anomaly, count(*) as records,
      sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out
    from wanted group by all`;
}
