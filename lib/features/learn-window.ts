import type { Engine } from '../engine/engine.js';
import { readSqlFile } from '../engine/read-sql-file.js';

const FIVE_MINUTES = 300;

/** Time properties of records that features depend on. */
export interface TimeShape {
  /** Width of time windows in seconds: five minutes, or the bin of the sensor where that is wider. */
  readonly windowSeconds: number;
  /** Seconds between the first and the last start of a record. */
  readonly spanSeconds: number;
}

/**
 * Determines the width of time windows: most windows of five minutes are empty for a sensor that reports
 * every ten minutes.
 */
export async function learnWindow(engine: Engine): Promise<TimeShape> {
  const [grid] = await engine.query<{ bin_seconds: number; span_seconds: number; on_grid: boolean }>(
    readSqlFile('features-grid'),
  );
  if (grid === undefined) return { windowSeconds: FIVE_MINUTES, spanSeconds: 0 };
  const bin = grid.on_grid ? grid.bin_seconds : 0;
  return { windowSeconds: Math.max(FIVE_MINUTES, bin), spanSeconds: grid.span_seconds };
}
