import type { RecordColumns } from '../explore/record-columns.js';
import type { UnusualRecord } from '../top-anomalies.js';
import { known } from './known.js';
import { textColumn, textOf } from './text-column.js';

/** As `topAnomalies`, of some rows. */
export function unusualOf(columns: RecordColumns, kept: Uint32Array, most: number): readonly UnusualRecord[] {
  const {
    anomaly_score: scores = [],
    row_id = [],
    creation_time = [],
    bytes_in = [],
    bytes_out = [],
  } = columns.numbers;
  const score = (row: number) => scores[row] ?? Number.NaN;
  const least = Float64Array.from(kept, score).sort().at(-Math.min(most, kept.length)) ?? 0;
  const text = (name: string, row: number) => textOf(textColumn(columns, name), row);
  return [...kept.filter((row) => score(row) >= least)]
    .sort((a, b) => score(b) - score(a) || a - b)
    .slice(0, most)
    .map((row) => {
      const request = [text('method', row), text('uri', row)].filter(Boolean).join(' ');
      const status = text('response_code', row);
      return {
        row: row_id[row]!,
        time: new Date(creation_time[row]!),
        src_ip: text('src_ip', row) ?? '',
        country: text('src_ip_country_code', row),
        request: text('uri', row) === null ? null : request,
        response_code: status === null ? null : Number(status),
        bytes_in: known(bytes_in[row]),
        bytes_out: known(bytes_out[row]),
        anomaly_score: score(row),
        why: text('why', row) ?? '',
      };
    });
}
