import type { RecordColumns } from '../explore/record-columns.js';
import type { TopClient } from '../top-clients.js';
import { orNull } from './known.js';
import { textColumn, textOf } from './text-column.js';

/** As `topClients`, of some rows, those of one client together: the scores of clients stay those of all their records. */
export function topClientsOf(columns: RecordColumns, kept: Uint32Array, limit: number): readonly TopClient[] {
  const source = textColumn(columns, 'src_ip');
  const { anomaly_score: scores = [] } = columns.numbers;
  const runs: { src_ip: string; code: number; rows: Uint32Array; highest: number; score: number }[] = [];
  for (let from = 0; from < kept.length; ) {
    const code = source.codes[kept[from]!]!;
    let [to, highest] = [from, kept[from]!];
    for (; to < kept.length && source.codes[kept[to]!] === code; to++) {
      const row = kept[to]!;
      if (scores[row]! > scores[highest]! || (scores[row] === scores[highest] && row < highest))
        highest = row;
    }
    const src_ip = source.values[code];
    const score = columns.about.clients?.scores?.[code] ?? scores[highest]!;
    if (src_ip !== undefined) runs.push({ src_ip, code, rows: kept.subarray(from, to), highest, score });
    from = to;
  }
  return runs
    .sort((a, b) => b.score - a.score || (a.src_ip < b.src_ip ? -1 : 1))
    .slice(0, limit)
    .map(({ src_ip, code, rows, highest, score }) => ({
      src_ip,
      client_score: score,
      ...sums(columns, rows),
      ...record(columns, highest, columns.about.clients?.reasons[code] ?? ''),
      owner: columns.about.clients?.owners[code] ?? null,
    }));
}

function sums(columns: RecordColumns, rows: Uint32Array) {
  const { is_anomaly = [], bytes_in = [], bytes_out = [] } = columns.numbers;
  const country = textColumn(columns, 'country');
  const add = (sum: number, value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? sum : (sum || 0) + value;
  let [flagged, received, sent, where] = [0, Number.NaN, Number.NaN, null as string | null];
  for (const row of rows) {
    flagged += is_anomaly[row] || 0;
    received = add(received, bytes_in[row]);
    sent = add(sent, bytes_out[row]);
    const other = textOf(country, row);
    if (other !== null && (where === null || other > where)) where = other;
  }
  return {
    records: rows.length,
    flagged,
    country: where,
    bytes_in: orNull(received),
    bytes_out: orNull(sent),
  };
}

/** The record with the highest score, with its reasons without that of the client. */
function record(columns: RecordColumns, row: number, ofClient: string) {
  const { anomaly_score = [], row_id = [], creation_time = [] } = columns.numbers;
  const text = (name: string) => textOf(textColumn(columns, name), row);
  const reasons = text('top_reasons') ?? '';
  return {
    highest_score: anomaly_score[row]!,
    top_reasons:
      ofClient === '' || reasons === ofClient
        ? reasons.slice(ofClient.length)
        : reasons.replace(`${ofClient}; `, '').replace(`; ${ofClient}`, ''),
    row_id: row_id[row]!,
    creation_time: new Date(creation_time[row]!),
    request: text('uri') === null ? null : [text('method'), text('uri')].filter(Boolean).join(' '),
  };
}
