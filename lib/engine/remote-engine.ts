import type { LongOperation } from '../progress/long-operation.js';
import type { ColumnBatch } from './column-batch.js';
import type { SqlValue } from './sql-template.js';

/** A table that is given to an engine: its columns by name, all of the same length, with their SQL types. */
export type GivenTable = Readonly<
  Record<
    string,
    {
      readonly type: 'varchar' | 'integer' | 'bigint' | 'double' | 'real';
      readonly values: ArrayLike<string | number | bigint | null>;
    }
  >
>;

/** An engine elsewhere that answers the questions of `lib/sql` about records that stay there. */
export interface RemoteEngine {
  /** For people, such as `Trino at trino.example.org:8443`. */
  readonly name: string;
  /** Runs one SELECT, in which the names that were given and kept are tables. */
  stream(sql: string, parameters: Readonly<Record<string, SqlValue>>): AsyncIterable<ColumnBatch>;
  /** Whether there is such a name. */
  has(name: string): boolean;
  /** Whether what is kept is stored, and needs no more what it was made of. */
  readonly stores: boolean;
  /** Lets a SELECT stand under a name until what is returned is called. */
  keep(name: string, select: string): Promise<() => Promise<void>>;
  /** Takes a table under a name until what is returned is called. */
  give(name: string, table: GivenTable): Promise<() => Promise<void>>;
  /** Runs work, whose questions can be stopped and say how far they are; within other work, also by what stops that. */
  during<Result>(operation: LongOperation, work: () => Promise<Result>): Promise<Result>;
}
