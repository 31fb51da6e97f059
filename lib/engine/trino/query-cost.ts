import type { QueryStats } from 'trino-client';

/** What a query has cost the cluster. */
export interface QueryCost {
  /** Read from storage, as it is stored (compressed): what cloud engines such as Athena charge for. */
  readonly physicalBytes: number;
  /** Rows that were read. */
  readonly rows: number;
  /** Seconds of processors, of all nodes together. */
  readonly cpuSeconds: number;
  /** Seconds from the question to the answer, waiting included. */
  readonly elapsedSeconds: number;
  /** The most memory that the query held at once, of all nodes together. */
  readonly peakBytes: number;
}

/** Takes the cost out of what Trino says of a query; zero where it says nothing. */
export function queryCost(stats: Partial<QueryStats> = {}): QueryCost {
  return {
    physicalBytes: stats.physicalInputBytes ?? 0,
    rows: stats.processedRows ?? 0,
    cpuSeconds: (stats.cpuTimeMillis ?? 0) / 1000,
    elapsedSeconds: (stats.elapsedTimeMillis ?? 0) / 1000,
    peakBytes: stats.peakMemoryBytes ?? 0,
  };
}
