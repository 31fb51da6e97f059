import { quickselect } from 'simple-statistics';
import type { Detection } from '../detect/detect-anomalies.js';
import type { Traffic } from '../load/traffic.js';
import { withMatchedRules } from '../rules/matched-rules.js';
import { checkOptions } from '../text/check-options.js';

/**
 * A record with its anomaly score and the features that account for it. Columns that are null in every row
 * are left out.
 */
export type TopAnomaly = {
  /** 1-based place among the data rows of the input: `row` in `scored.csv`. */
  readonly row_id: number;
  readonly creation_time: Date;
  readonly src_ip: string;
  /** Address and port of the server. */
  readonly dst_ip?: string | null;
  readonly dst_port?: number | null;
  /** Two-letter country code. */
  readonly country?: string | null;
  /** Method and URI, where the log has requests. */
  readonly request?: string | null;
  /** Names of the rules that the request matches, joined by `; `. */
  readonly matched_rules?: string | null;
  readonly response_code?: number | null;
  readonly bytes_in?: number | null;
  readonly bytes_out?: number | null;
  readonly anomaly_score: number;
  /** Score of the client that sent it; left out for a detector without evidence by client. */
  readonly client_score?: number | null;
  /** The features that account for most of the score, with their values, in words. */
  readonly top_reasons: string;
};

/** Options of {@link topAnomalies}. */
export interface TopAnomaliesOptions {
  /** Maximum number of records; 20 by default. */
  readonly limit?: number;
}

type Fields = Omit<TopAnomaly, 'anomaly_score' | 'client_score' | 'top_reasons'>;
const OPTIONAL = [
  ...([
    'dst_ip',
    'dst_port',
    'client_score',
    'country',
    'request',
    'matched_rules',
    'response_code',
  ] as const),
  ...(['bytes_in', 'bytes_out'] as const),
];

/**
 * Lists the records with the highest anomaly scores, each with the features that account for it.
 *
 * @param detection scores of the records of `traffic`
 * @returns one row a record, the highest score first; none where records have no scores
 *
 * @example
 * show(table(await topAnomalies(traffic, await detectAnomalies(traffic), { limit: 10 })));
 */
export async function topAnomalies(
  traffic: Traffic,
  detection: Detection,
  options: TopAnomaliesOptions = {},
): Promise<readonly TopAnomaly[]> {
  checkOptions('topAnomalies', options, ['limit']);
  const { limit = 20 } = options;
  if (detection.notScored) return [];
  const positions = highestScores(detection.scores, limit);
  const ids = positions.map((position) => detection.rowIds[position]).join(', ');
  const records = await withMatchedRules(traffic, {}, (matched) =>
    traffic.engine.query<Fields>(
      `select traffic.row_id, creation_time, src_ip, dst_ip, dst_port, src_ip_country_code as country,
       case when uri is not null then concat_ws(' ', method, uri) end as request, matched_rules,
       case when uri is not null then response_code end as response_code, cast(bytes_in as double) as bytes_in, cast(bytes_out as double) as bytes_out
     from traffic left join ${matched} as matched on matched.row_id = traffic.row_id
     where traffic.row_id in (${ids})`,
    ),
  );
  const byRow = new Map(records.map((record) => [record.row_id, record]));
  const rows = positions.map((position): TopAnomaly => {
    const { row_id, creation_time, src_ip, dst_ip, dst_port, ...rest } = byRow.get(
      detection.rowIds[position]!,
    )!;
    // Scores and reasons come early, so that a narrow screen shows them.
    return {
      ...{ row_id, creation_time, src_ip, dst_ip, dst_port },
      anomaly_score: detection.scores[position]!,
      client_score: detection.clientScores?.[position] ?? null,
      top_reasons: detection
        .reasons(position)
        .map((reason) => reason.text)
        .join('; '),
      ...rest,
    };
  });
  return withoutEmptyColumns(rows, OPTIONAL);
}

/** Leaves out those of the named columns that are null in every row. */
export function withoutEmptyColumns<Row extends object>(
  rows: readonly Row[],
  names: readonly (string & keyof Row)[],
): readonly Row[] {
  const empty: readonly string[] = names.filter((name) => rows.every((row) => row[name] === null));
  return rows.map(
    (row) => Object.fromEntries(Object.entries(row).filter(([name]) => !empty.includes(name))) as Row,
  );
}

/** Positions of the highest scores, highest first; the first of equal ones. */
export function highestScores(scores: Float32Array, limit: number): readonly number[] {
  const sorted = scores.slice();
  const position = Math.max(0, sorted.length - limit);
  // quickselect reads and writes elements only, so a typed array works.
  quickselect(sorted as unknown as number[], position);
  const minScore = sorted[position] ?? 0;
  const positions: number[] = [];
  scores.forEach((score, at) => {
    if (score >= minScore) positions.push(at);
  });
  return positions.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, limit);
}
