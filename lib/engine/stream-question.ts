import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { ColumnBatch } from './column-batch.js';
import type { RemoteEngine } from './remote-engine.js';
import type { BoundSql, SqlValue } from './sql-template.js';

/** Asks an engine elsewhere what a template asked, with its values bound to `$1`, `$2` … */
export function streamQuestion(remote: RemoteEngine, { text, values }: BoundSql): AsyncIterable<ColumnBatch> {
  const bound = values.map((value, i) => [
    `${i + 1}`,
    value instanceof DuckDBTimestampValue ? new Date(Number(value.micros / 1000n)) : (value as SqlValue),
  ]);
  return remote.stream(text, Object.fromEntries(bound));
}
