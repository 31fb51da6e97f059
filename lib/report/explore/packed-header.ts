import type { AboutRecords } from './record-columns.js';

/**
 * What stands before packed columns: after its length (32 bits, low byte first) as JSON, then the columns in
 * this order, `rows` numbers of the column's type each, low byte first.
 */
export interface PackedHeader {
  readonly rows: number;
  readonly about: AboutRecords;
  readonly columns: readonly {
    readonly name: string;
    /** Of texts: what the numbers stand for. */
    readonly values?: readonly string[];
    readonly type: 'uint8' | 'uint16' | 'int32' | 'float64';
  }[];
}
