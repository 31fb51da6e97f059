import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import type { FeatureDefinition } from './feature-definitions.js';
import type { TableOf } from './feature-tables.js';

/** Records that medians and deviations are taken from: more change nothing in the first two digits. */
const SAMPLE = 100_000;

/** Makes the median absolute deviation of normal data their standard deviation: 1 / Φ⁻¹(3/4). */
const MAD_TO_SIGMA = 1.4826;
/** The same for the mean absolute deviation: √(π/2). */
const MEAN_AD_TO_SIGMA = 1.2533;

/** What is usual for one feature; `scale` is 0 when it never varies. */
export interface Scale {
  readonly median: number;
  readonly scale: number;
  /** Records that have a value at all. */
  readonly present: number;
}

/**
 * Learns median and robust standard deviation of each feature, in SQL.
 *
 * The deviation is the scaled MAD; where over half of the records agree, so that the MAD is 0, the scaled mean
 * absolute deviation (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). The scale is rounded to six
 * digits, since parallel sums differ in their last bits from run to run.
 */
export async function learnScales(
  connection: DuckDBConnection,
  tables: TableOf,
  definitions: readonly FeatureDefinition[],
  records: number,
): Promise<ReadonlyMap<string, Scale>> {
  const scales = new Map<string, Scale>();
  for (const [file, table] of tables) {
    const names = definitions.filter((definition) => definition.file === file).map(({ name }) => name);
    const found = await scalesOf(connection, table, names, Math.max(1, Math.floor(records / SAMPLE)));
    names.forEach((name, i) => {
      scales.set(name, found[i]!);
    });
  }
  return scales;
}

/** @param step one record in so many is looked at closely */
async function scalesOf(
  connection: DuckDBConnection,
  table: string,
  names: readonly string[],
  step: number,
): Promise<readonly Scale[]> {
  const each = (expression: (name: string) => string) => names.map(expression).join(', ');
  const sample = `(select * from ${table} where hash(row_id) % ${step} = 0)`;
  const [all] = await query<Record<string, number>>(
    connection,
    `select ${each((f) => `cast(count(${f}) as integer) as ${f}_present, min(${f}) as ${f}_min, max(${f}) as ${f}_max`)} from ${table}`,
  );
  const [medians] = await query<Record<string, number | null>>(
    connection,
    `select ${each((f) => `median(${f}) as ${f}`)} from ${sample}`,
  );
  const middle = Object.fromEntries(names.map((name) => [name, medians?.[name] ?? 0]));
  const [spread] = await query<Record<string, number | null>>(
    connection,
    `select ${each((f) => `median(abs(${f} - $${f})) as ${f}_mad, avg(abs(${f} - $${f})) as ${f}_mean`)} from ${sample}`,
    middle,
  );
  return names.map((name) => {
    const present = all?.[`${name}_present`] ?? 0;
    const range = present === 0 ? 0 : all![`${name}_max`]! - all![`${name}_min`]!;
    const mad = spread?.[`${name}_mad`] ?? 0;
    const mean = spread?.[`${name}_mean`] ?? 0;
    const deviation = mad > 0 ? mad * MAD_TO_SIGMA : mean > 0 ? mean * MEAN_AD_TO_SIGMA : range;
    return { median: middle[name]!, scale: range === 0 ? 0 : sixDigits(deviation), present };
  });
}

const sixDigits = (x: number): number => Number(x.toPrecision(6));
