import type { RecordColumns } from '../explore/record-columns.js';
import type { TopAnomaly } from '../top-anomalies.js';
import { orNull } from './known.js';
import { textColumn, textOf } from './text-column.js';

/** As `topAnomalies`, of some rows. */
export function topAnomaliesOf(
  columns: RecordColumns,
  kept: Uint32Array,
  limit: number,
): readonly TopAnomaly[] {
  const {
    anomaly_score: scores = [],
    row_id = [],
    creation_time = [],
    bytes_in = [],
    bytes_out = [],
  } = columns.numbers;
  const score = (row: number) => scores[row] ?? Number.NaN;
  const minScore = Float64Array.from(kept, score).sort().at(-Math.min(limit, kept.length)) ?? 0;
  const source = textColumn(columns, 'src_ip');
  const text = (name: string, row: number) => textOf(textColumn(columns, name), row);
  return [...kept.filter((row) => score(row) >= minScore)]
    .sort((a, b) => score(b) - score(a) || a - b)
    .slice(0, limit)
    .map((row) => {
      const request = [text('method', row), text('uri', row)].filter(Boolean).join(' ');
      const numberOf = (name: string) => {
        const value = text(name, row);
        return value === null ? null : Number(value);
      };
      return {
        row_id: row_id[row]!,
        creation_time: new Date(creation_time[row]!),
        src_ip: text('src_ip', row) ?? '',
        dst_ip: text('dst_ip', row),
        dst_port: numberOf('dst_port'),
        country: text('src_ip_country_code', row),
        request: text('uri', row) === null ? null : request,
        matched_rules: text('matched_rules', row),
        response_code: numberOf('response_code'),
        bytes_in: orNull(bytes_in[row]),
        bytes_out: orNull(bytes_out[row]),
        anomaly_score: score(row),
        client_score: columns.about.clients?.scores?.[source.codes[row]!] ?? null,
        top_reasons: text('top_reasons', row) ?? '',
      };
    });
}
