import type { DuckDBConnection } from '@duckdb/node-api';
import type { FeatureDefinition } from './feature-definitions.js';
import type { Relation, Relations } from './relations.js';

/**
 * Number of records that medians and deviations are computed from: more do not change the first two digits.
 */
const SAMPLE_RECORDS = 50_000;

/** Maximum number of combinations of values of which one record each is read. */
const MAX_VALUES = 1_000;

/** Makes the median absolute deviation of normal data their standard deviation: 1 / Φ⁻¹(3/4). */
const MAD_TO_SIGMA = 1.4826;
/** The same for the mean absolute deviation: √(π/2). */
const MEAN_AD_TO_SIGMA = 1.2533;

/** Median and scale of a feature. */
export interface Scale {
  /** Median in the unit of the feature. */
  readonly median: number;
  /** Robust standard deviation; 0 for a constant feature. */
  readonly scale: number;
  /** Number of records with a value, of those that were read; 0 only when no record has one. */
  readonly present: number;
}

/** Every how many-th record is read. */
const stepOf = (records: number): number => Math.max(1, Math.floor(records / SAMPLE_RECORDS));

const sampleCondition = (step: number): string => `hash(row_id) % ${step} = 0`;

/** Returns an SQL condition on `row_id` of the records that scales are computed from. */
export const scaleSample = (records: number): string => sampleCondition(stepOf(records));

/**
 * Computes the median and the robust standard deviation of each feature, in SQL.
 *
 * The deviation is the scaled MAD; where more than half of the records are equal, so that the MAD is 0, the
 * scaled mean absolute deviation (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). Flags use
 * their standard deviation √(p (1 - p)): otherwise one server error in a thousand would outweigh all other
 * features of a record. Of many records a sample is read, and all records only for features that are constant
 * in it. The scale is rounded to six digits, since parallel sums differ in their last bits from run to run.
 */
export async function learnScales(
  connection: DuckDBConnection,
  relations: Relations,
  definitions: readonly FeatureDefinition[],
  records: number,
): Promise<ReadonlyMap<string, Scale>> {
  const step = stepOf(records);
  const flags = new Set(definitions.filter(({ form }) => form === 'flag').map(({ name }) => name));
  const scales = new Map<string, Scale>();
  for (const [file, relation] of relations) {
    const inFile = definitions.filter((definition) => definition.file === file);
    const names = inFile.map(({ name }) => name);
    const sampled = await spreads(connection, relation, names, step);
    const constant = inFile.filter((_, i) => sampled[i]!.max === sampled[i]!.min);
    const ranges = step === 1 ? sampled : await rangesOf(connection, relation, constant);
    names.forEach((name, i) => {
      const { median, mad, mean } = sampled[i]!;
      const { present, min, max } =
        (step > 1 && ranges[constant.findIndex((definition) => definition.name === name)]) || sampled[i]!;
      const range = (max ?? 0) - (min ?? 0);
      const rest = flags.has(name)
        ? Math.sqrt((mean ?? 0) * (1 - (mean ?? 0)))
        : (mean ?? 0) * MEAN_AD_TO_SIGMA;
      const deviation = mad ? mad * MAD_TO_SIGMA : rest || range;
      scales.set(name, {
        median: median ?? min ?? 0,
        scale: range === 0 ? 0 : sixDigits(deviation),
        present,
      });
    });
  }
  return scales;
}

interface Range {
  readonly present: number;
  readonly min: number | null;
  readonly max: number | null;
}

const range = (f: string) => `cast(count(s.${f}) as integer), min(s.${f}), max(s.${f})`;

async function spreads(
  connection: DuckDBConnection,
  { from, values }: Relation,
  names: readonly string[],
  step: number,
) {
  const middle = (f: string) => `median(${f}) as ${f}`;
  const spread = (f: string) => `any_value(m.${f}), median(abs(s.${f} - m.${f})), avg(abs(s.${f} - m.${f}))`;
  const reader = await connection.runAndReadAll(
    `with sample as materialized (select ${names} from ${from(sampleCondition(step))}),
     middle as (select ${names.map(middle)} from sample)
     select ${names.map((f) => `${range(f)}, ${spread(f)}`)} from sample as s cross join middle as m`,
    { ...values },
  );
  const row = reader.getRows()[0] as readonly (number | null)[];
  return names.map((_, i) => {
    const [present, min, max, median, mad, mean] = row.slice(i * 6, i * 6 + 6);
    return { present: present ?? 0, min, max, median, mad, mean } as Range &
      Record<'median' | 'mad' | 'mean', number | null>;
  });
}

async function rangesOf(
  connection: DuckDBConnection,
  { from, values, extremes }: Relation,
  constant: readonly FeatureDefinition[],
): Promise<readonly Range[]> {
  const names = constant.map(({ name }) => name);
  if (names.length === 0) return [];
  const sql = `select ${names.map(range)} from ${extremes ?? from(await onePerValue(connection, constant))} as s`;
  const row = (await connection.runAndReadAll(sql, { ...values })).getRows()[0] as readonly (number | null)[];
  return names.map((_, i) => ({
    present: row[i * 3] ?? 0,
    min: row[i * 3 + 1]!,
    max: row[i * 3 + 2]!,
  }));
}

/**
 * Returns an SQL condition on `row_id` of records with every value of these features: for flags of single
 * records, one per value.
 */
async function onePerValue(
  connection: DuckDBConnection,
  definitions: readonly FeatureDefinition[],
): Promise<string> {
  if (!definitions.every(({ file, form }) => file === 'features' && form === 'flag')) return 'true';
  const columns = [...new Set(definitions.flatMap(({ needs }) => needs))];
  const result = await connection.runAndReadAll(
    `select min(row_id) from traffic group by ${columns} limit ${MAX_VALUES + 1}`,
  );
  const rows = result.getRows().flat();
  return rows.length > MAX_VALUES ? 'true' : `row_id in (${rows})`;
}

const sixDigits = (x: number): number => Number(x.toPrecision(6));
