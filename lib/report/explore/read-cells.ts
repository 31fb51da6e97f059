import { INTEGER } from '@duckdb/node-api';
import { returnMemory } from '../../engine/with-memory-limit.js';
import type { LocalTraffic } from '../../load/traffic.js';
import { cellsSql, coarse, finestSql, type Grain, names, ranked, rankSql } from './cell-sql.js';
import { pageRecords } from './page-records.js';
import { readColumns } from './read-columns.js';
import type { RecordColumns } from './record-columns.js';

/** Values that are told apart in the finest cells, and in the coarsest. */
const MAX_VALUES: Grain['values'] = {
  src_ip: 5_000,
  dst_port: 100,
  country: 250,
  rule_names: 50,
  matched_rules: 100,
};
const MIN_VALUES = 5;
/** How often cells are made coarser: afterwards a bin is a million times as wide. */
const MAX_ROUNDS = 40;

/** Many records as cells, each with how many it adds up, and how that was done. */
export interface Cells extends Omit<RecordColumns, 'about'> {
  /** Seconds. */
  readonly bin: number;
  readonly sources: readonly [named: number, all: number];
  readonly ports: readonly [named: number, all: number];
}

/**
 * Adds records up to cells of time, country, port, source, rule and whether they are anomalies: at most as
 * many as a page can hold. Sources, ports and others with few records become one value, and bins of time as
 * wide as needed.
 *
 * @param bin the finest width of a bin in seconds; coarser ones are multiples of it
 * @param limit maximum number of cells
 * @param anomalies `row_id`s
 * @param matched table of `withMatchedRules`
 */
export async function readCells(
  { engine }: LocalTraffic,
  {
    bin,
    limit,
    anomalies,
    matched,
  }: {
    readonly bin: number;
    readonly limit: number;
    readonly anomalies: Int32Array;
    readonly matched: string;
  },
): Promise<Cells> {
  const { connection } = engine;
  const relation = await pageRecords(engine, matched);
  const [all] = await engine.query<{ sources: number; ports: number }>(
    `select cast(count(distinct src_ip) as integer) as sources, cast(count(distinct dst_port) as integer) as ports
     from traffic`,
  );
  const { sources = 0, ports = 0 } = all ?? {};
  const finest: Grain = { values: MAX_VALUES, bin };
  let grain = finest;
  try {
    for (const name of names) await connection.run(rankSql(relation, name, MAX_VALUES[name]));
    const uploaded = await engine.uploadTable(
      { value: { type: INTEGER, values: anomalies } },
      { name: 'cell_anomalies' },
    );
    await connection.run(finestSql(relation, finest)).finally(() => uploaded.drop());
    for (let time = 1; time < MAX_ROUNDS; time++) {
      const { time: ofBin, places } = coarse(grain, bin);
      const [cells] = await engine.query<{ n: number }>(
        `select cast(count(*) as integer) as n
         from (select distinct ${ofBin}, ${names.map((name) => places[name])}, by_registry, is_anomaly from finest_cells)`,
      );
      if ((cells?.n ?? 0) <= limit) break;
      grain = coarser(grain, time);
    }
    await connection.run(cellsSql(grain, bin));
    const read = await readColumns(engine, 'cells', {
      texts: Object.fromEntries(names.map((name) => [name, name])),
      numbers: Object.fromEntries(
        ['creation_time', 'by_registry', 'is_anomaly', 'records', 'bytes_in', 'bytes_out'].map((name) => [
          name,
          name,
        ]),
      ),
      order: 'place',
    });
    const { src_ip, dst_port } = grain.values;
    return {
      ...read,
      bin: grain.bin,
      sources: [Math.min(src_ip, sources), sources],
      ports: [Math.min(dst_port, ports), ports],
    };
  } finally {
    for (const table of ['cells', 'finest_cells', ...names.map(ranked)])
      await connection.run(`drop table if exists temp.${table}`);
    await returnMemory(connection);
  }
}

/**
 * Half the values, and every other time bins twice as wide: either alone would leave nothing to filter by.
 */
function coarser({ values, bin }: Grain, time: number): Grain {
  const fewer = (n: number) => Math.max(MIN_VALUES, Math.floor(n / 2));
  return {
    values: {
      src_ip: fewer(values.src_ip),
      dst_port: fewer(values.dst_port),
      country: fewer(values.country),
      rule_names: fewer(values.rule_names),
      matched_rules: fewer(values.matched_rules),
    },
    bin: time % 2 === 0 ? bin * 2 : bin,
  };
}
