import type { LongOperation } from '../progress/long-operation.js';
import type { ColumnBatch } from './column-batch.js';
import type { Engine, SqlParameters } from './engine.js';

/** An engine elsewhere, as folders that are not converted yet know it. */
export interface RemoteEngine {
  readonly name: string;
  readonly engine: Engine;
  stream(sql: string, parameters: SqlParameters): AsyncIterable<ColumnBatch>;
  /** Whether there was such a name from the beginning. */
  has(name: string): boolean;
  during<Result>(operation: LongOperation, work: () => Promise<Result>): Promise<Result>;
}

/** @param names that there are from the beginning */
export function remoteEngine(engine: Engine, names: readonly string[]): RemoteEngine {
  let current: LongOperation = {};
  return {
    name: engine.name,
    engine,
    stream: (sql, parameters) => engine.stream(sql, parameters, current),
    has: (name) => names.includes(name),
    async during(operation, work) {
      const before = current;
      current = { ...before, ...operation };
      return work().finally(() => {
        current = before;
      });
    },
  };
}
