import { quickselect } from 'simple-statistics';
import type { Detection } from '../detect/detect-anomalies.js';
import type { Traffic } from '../load/traffic.js';

/** One record with its score and the features that drove it. What no record of a list has is left out of all. */
export type UnusualRecord = {
  readonly row: number;
  readonly time: Date;
  readonly src_ip: string;
  readonly country?: string | null;
  readonly request?: string | null;
  readonly response_code?: number | null;
  readonly bytes_in?: number | null;
  readonly bytes_out?: number | null;
  readonly anomaly_score: number;
  readonly why: string;
};

type Fields = Omit<UnusualRecord, 'anomaly_score' | 'why'>;
const OPTIONAL = ['country', 'request', 'response_code', 'bytes_in', 'bytes_out'] as const;

/**
 * Lists the records with the highest scores, each with the features that drove it.
 *
 * @param most how many records, 20 when left out
 *
 * @example
 * show(table(await topAnomalies(traffic, await detectAnomalies(traffic))));
 */
export async function topAnomalies(
  traffic: Traffic,
  detection: Detection,
  { most = 20 }: { readonly most?: number } = {},
): Promise<readonly UnusualRecord[]> {
  const places = highest(detection.scores, most);
  const records = await traffic.engine.query<{ -readonly [Name in keyof Fields]: Fields[Name] }>(
    `select row_id as row, creation_time as time, src_ip, src_ip_country_code as country,
       case when uri is not null then concat_ws(' ', method, uri) end as request,
       case when uri is not null then response_code end as response_code, cast(bytes_in as double) as bytes_in, cast(bytes_out as double) as bytes_out
     from traffic where row_id in (${places.map((place) => detection.rowIds[place]).join(', ')})`,
  );
  const empty = OPTIONAL.filter((name) => records.every((record) => record[name] === null));
  for (const record of records) for (const name of empty) delete record[name];
  const byRow = new Map(records.map((record) => [record.row, record]));
  return places.map((place) => {
    const { row, time, src_ip, ...rest } = byRow.get(detection.rowIds[place]!)!;
    const why = detection
      .reasons(place)
      .map((reason) => reason.text)
      .join('; ');
    // The reasons stand where a narrow screen still shows them.
    return { row, time, src_ip, anomaly_score: detection.scores[place]!, why, ...rest };
  });
}

/** Places of the highest scores, highest first. */
function highest(scores: Float32Array, most: number): readonly number[] {
  const sorted = scores.slice();
  const place = Math.max(0, sorted.length - most);
  // Only its elements and length are looked at.
  quickselect(sorted as unknown as number[], place);
  const least = sorted[place] ?? 0;
  const places: number[] = [];
  scores.forEach((score, place) => {
    if (score >= least) places.push(place);
  });
  return places.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, most);
}
