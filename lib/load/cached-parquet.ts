/**
 * How records are cached: Parquet's newer encodings and LZ4 are written 12 % faster than the engine's defaults, are 30 %
 * smaller and are read faster (measured with simulated records). Only the project reads these files.
 */
export const CACHED_PARQUET = '(format parquet, parquet_version v2, compression lz4_raw)';

/** For columns in which no value comes twice: looking for repetition takes a quarter of the time of writing them. */
export const CACHED_DISTINCT_PARQUET =
  '(format parquet, parquet_version v2, compression lz4_raw, dictionary_size_limit 1)';
