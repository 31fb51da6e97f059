import type { RecordSample } from '../../analyze/sample-records.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { orNull } from './known.js';
import { textColumn, textOf } from './text-column.js';

/** As `sampleRecords`, of some rows: all, or as many as can be drawn quickly, drawn at random. */
export function dotsOf(columns: RecordColumns, kept: Uint32Array, limit: number): RecordSample {
  const { bytes_in = [], bytes_out = [], row_id = [], creation_time = [] } = columns.numbers;
  const drawn = kept.length <= limit ? kept : sampled(kept, limit);
  const dots = Array.from(drawn, (row) => {
    const port = textOf(textColumn(columns, 'dst_port'), row);
    return {
      row_id: row_id[row] ?? row,
      creation_time: new Date(creation_time[row]!),
      bytes_in: orNull(bytes_in[row]),
      bytes_out: orNull(bytes_out[row]),
      src_ip: textOf(textColumn(columns, 'src_ip'), row) ?? '',
      country: textOf(textColumn(columns, 'country'), row),
      port: port === null ? null : Number(port),
    };
  });
  return { rows: dots, records: kept.length };
}

/**
 * Which rows are drawn depends on the rows alone, so that a dot does not come and go as others are filtered.
 */
function sampled(rows: Uint32Array, limit: number): Uint32Array {
  const last = rows.map(mixed).sort()[limit - 1]!;
  return rows.filter((row) => mixed(row) <= last);
}

/**
 * Whole numbers to whole numbers, each to one of its own, that look random (the finaliser of MurmurHash3,
 * public domain).
 */
function mixed(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
