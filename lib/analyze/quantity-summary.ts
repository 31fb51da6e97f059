import {
  median,
  medianAbsoluteDeviation,
  quantile,
  sampleCorrelation,
  sampleRankCorrelation,
} from 'simple-statistics';
import { batchColumns } from '../engine/column-batch.js';
import type { Traffic } from '../load/traffic.js';

/**
 * Maximum number of records that are summarized; of more, every k-th is taken. In a million records, a sample
 * of twice the size changes medians and MADs by half a percent, and 95th percentiles by three.
 */
const MAX_SUMMARIZED_RECORDS = 50_000;

/** Robust statistics of a heavy-tailed quantity. */
export interface QuantitySummary {
  readonly name: 'bytes_in' | 'bytes_out' | 'duration';
  readonly unit: 'bytes' | 's';
  readonly median: number;
  /** Median absolute deviation from the median, unscaled. */
  readonly mad: number;
  readonly p95: number;
  /** Maximum of all records, also where only a sample is summarized. */
  readonly max: number;
}

/** Summaries of the quantities, and the correlation of bytes in and bytes out. */
export interface QuantitySummaries {
  readonly summaries: readonly QuantitySummary[];
  /** Pearson and Spearman correlation of bytes in and bytes out, or null where one of them is constant. */
  readonly correlation: { readonly pearson: number; readonly spearman: number } | null;
  /** Number of records summarized: all, or a systematic sample. */
  readonly sampled: number;
}

/** Summarizes bytes and durations with medians, MADs and quantiles, which are robust against heavy tails. */
export async function quantitySummaries(traffic: Traffic): Promise<QuantitySummaries> {
  const step = Math.ceil(traffic.records / MAX_SUMMARIZED_RECORDS);
  const duration = `cast(date_diff('second', creation_time, end_time) as double)`;
  type Quantities<Value> = Readonly<Record<QuantitySummary['name'], Value>>;
  const [largest] = await traffic.engine.query<Quantities<number | null>>(
    `select cast(max(bytes_in) as double) as bytes_in, cast(max(bytes_out) as double) as bytes_out, max(${duration}) as duration from traffic`,
  );
  // Columns, not row objects: no other analysis reads as many values from the engine.
  const sampled = traffic.engine.stream(
    `select cast(bytes_in as double) as bytes_in, cast(bytes_out as double) as bytes_out,
       ${duration} as duration
     from traffic where row_id % $step = 0`,
    { step },
  );
  const columns = (await batchColumns(sampled)) as Quantities<readonly (number | null)[]>;
  const summaries = (['bytes_in', 'bytes_out', 'duration'] as const).flatMap((name) => {
    const values = columns[name].filter((value): value is number => value !== null);
    if (values.length === 0) return [];
    return {
      name,
      unit: name === 'duration' ? ('s' as const) : ('bytes' as const),
      median: median(values),
      mad: medianAbsoluteDeviation(values),
      p95: quantile(values, 0.95),
      max: largest![name]!,
    };
  });
  const both = columns.bytes_in.map((value, i) => value !== null && columns.bytes_out[i] !== null);
  const paired = (name: 'bytes_in' | 'bytes_out') => columns[name].filter((_, i) => both[i]) as number[];
  const [x, y] = [paired('bytes_in'), paired('bytes_out')];
  const vary = new Set(x).size > 1 && new Set(y).size > 1;
  return {
    summaries,
    correlation: vary ? { pearson: sampleCorrelation(x, y), spearman: sampleRankCorrelation(x, y) } : null,
    sampled: columns.bytes_in.length,
  };
}
