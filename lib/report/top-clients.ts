import type { RecordClients } from '../detect/client-evidence.js';
import type { Detection } from '../detect/detect-anomalies.js';
import { CLIENT, type Reason } from '../detect/explain-records.js';
import { readRecordClients } from '../detect/record-clients.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import { checkOptions } from '../text/check-options.js';
import { highestScores, withoutEmptyColumns } from './top-anomalies.js';

/** A client with its score and its record with the highest score. Columns that are null in every row are left out. */
export type TopClient = {
  /** Source IP. */
  readonly src_ip: string;
  /** The score of the client; the highest score of its records where a detector has no evidence by client. */
  readonly client_score: number;
  /** Number of records. */
  readonly records: number;
  /** Number of records above the threshold. */
  readonly flagged: number;
  /** Score of its record with the highest score, and what follows of that record. */
  readonly highest_score: number;
  /** The reasons for that score in words, without the client itself. */
  readonly top_reasons: string;
  /** 1-based place among the data rows of the input: `row` in `scored.csv`. */
  readonly row_id: number;
  readonly creation_time: Date;
  /** Method and URI, where the log has requests. */
  readonly request?: string | null;
  /** Two-letter country code in the records, or else of the registry. */
  readonly country?: string | null;
  /** Who announces the address, after `enrichAddresses`. */
  readonly owner?: string | null;
  /** Bytes that the server received from the client. */
  readonly bytes_in?: number | null;
  /** Bytes that the server sent to the client. */
  readonly bytes_out?: number | null;
};

/** Options of {@link topClients}. */
export interface TopClientsOptions {
  /** Maximum number of clients; 20 by default, and as many as `clients` where these are given. */
  readonly limit?: number;
  /** Addresses of the clients to list; those with the highest scores by default. */
  readonly clients?: readonly string[];
}

const OPTIONAL = ['request', 'country', 'owner', 'bytes_in', 'bytes_out'] as const;

/**
 * Lists the clients whose records are most unlike the others, each with its record with the highest score.
 *
 * @param traffic the records of the detection, in DuckDB
 * @param detection scores of the records of `traffic`
 * @returns one row a client, the highest score first; none where records have no scores
 * @throws when the records are not local
 *
 * @example
 * show(clientsBlock(await topClients(traffic, await detectAnomalies(traffic), { limit: 10 })));
 */
export async function topClients(
  traffic: Traffic,
  detection: Detection,
  options: TopClientsOptions = {},
): Promise<readonly TopClient[]> {
  checkOptions('topClients', options, ['limit', 'clients']);
  const { limit = options.clients?.length ?? 20 } = options;
  if (detection.notScored) return [];
  const { connection } = requireLocal(traffic).engine;
  const clients = detection.clients ?? (await readRecordClients(connection, detection.rowIds));
  const { scores, records, flagged, highest } = byClient(detection, clients);
  const wanted = options.clients && new Set(options.clients);
  const candidates = wanted
    ? scores.map((score, code) => (wanted.has(clients.addresses[code]!) ? score : Number.NEGATIVE_INFINITY))
    : scores;
  const codes = highestScores(candidates, limit).filter(
    (code) => records[code]! > 0 && candidates[code]! > Number.NEGATIVE_INFINITY,
  );
  const [totals, details] = await Promise.all([
    clientTotals(
      traffic,
      codes.map((code) => clients.addresses[code]!),
    ),
    recordsOf(
      traffic,
      codes.map((code) => detection.rowIds[highest[code]!]!),
    ),
  ]);
  const rows = codes.map((code): TopClient => {
    const src_ip = clients.addresses[code]!;
    const position = highest[code]!;
    const row_id = detection.rowIds[position]!;
    const { records: _counted, ...known } = totals.get(src_ip)!;
    return {
      src_ip,
      client_score: scores[code]!,
      records: records[code]!,
      flagged: flagged[code]!,
      highest_score: detection.scores[position]!,
      top_reasons: ownReasons(detection.reasons(position)),
      row_id,
      ...details.get(row_id)!,
      ...known,
    };
  });
  return withoutEmptyColumns(rows, OPTIONAL);
}

const ownReasons = (reasons: readonly Reason[]): string =>
  reasons.flatMap(({ feature, text }) => (feature === CLIENT ? [] : [text])).join('; ');

/** Score, numbers of records, and position of the record with the highest score of each client. */
function byClient(
  { scores: recordScores, clientScores, isAnomaly }: Detection,
  { codes, addresses }: RecordClients,
) {
  const scores = new Float32Array(addresses.length).fill(Number.NEGATIVE_INFINITY);
  const records = new Uint32Array(addresses.length);
  const flagged = new Uint32Array(addresses.length);
  const highest = new Int32Array(addresses.length).fill(-1);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    records[code]! += 1;
    flagged[code]! += isAnomaly[row]!;
    const before = highest[code]!;
    if (before >= 0 && recordScores[before]! >= recordScores[row]!) continue;
    highest[code] = row;
    scores[code] = clientScores?.[row] ?? recordScores[row]!;
  }
  return { scores, records, flagged, highest };
}

type Totals = Pick<TopClient, 'records' | 'country' | 'owner' | 'bytes_in' | 'bytes_out'>;

/** Records, country, owner and bytes of some clients. */
export async function clientTotals(
  { engine }: Pick<Traffic, 'engine'>,
  clients: readonly string[],
): Promise<ReadonlyMap<string, Totals>> {
  if (clients.length === 0) return new Map();
  const known = (await engine.hasTable('addresses'))
    ? 'addresses'
    : '(select cast(null as varchar) as ip, cast(null as varchar) as country, cast(null as varchar) as owner)';
  const rows = await engine.query<Totals & { src_ip: string }>(
    `select src_ip, own_records as records, coalesce(own_country, known.country) as country, known.owner as owner, received as bytes_in, sent as bytes_out
     from (
       select src_ip, cast(count(*) as integer) as own_records, max(src_ip_country_code) as own_country,
         sum(cast(bytes_in as double)) as received, sum(cast(bytes_out as double)) as sent
       from traffic where src_ip in (${clients.map(quoteLiteral).join(', ')}) group by src_ip
     ) as totals left join ${known} as known on known.ip = src_ip`,
  );
  return new Map(rows.map(({ src_ip, ...totals }) => [src_ip, totals]));
}

type Details = Pick<TopClient, 'creation_time' | 'request'>;

async function recordsOf(
  { engine }: Traffic,
  rowIds: readonly number[],
): Promise<ReadonlyMap<number, Details>> {
  if (rowIds.length === 0) return new Map();
  const rows = await engine.query<Details & { row_id: number }>(
    `select row_id, creation_time, case when uri is not null then concat_ws(' ', method, uri) end as request
     from traffic where row_id in (${rowIds.join(', ')})`,
  );
  return new Map(rows.map(({ row_id, ...details }) => [row_id, details]));
}
