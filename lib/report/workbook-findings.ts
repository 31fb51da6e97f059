import { DOUBLE, type DuckDBType, type DuckDBValue, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Detection } from '../detect/detect-anomalies.js';
import type { UploadColumns } from '../engine/engine.js';
import type { Finding } from '../findings/finding.js';
import { noteText, statusText } from '../findings/finding-row.js';
import type { Ledger } from '../findings/investigate.js';
import type { Traffic } from '../load/traffic.js';
import { utc } from '../text/utc.js';
import { clientTotals, type TopClient, topClients } from './top-clients.js';

/** Clients on the sheet of them: so many that findings accuse, and so many with the highest scores. */
const MAX_CLIENTS = 1_000;
/** Addresses of a finding in its cell; all are in `findings.json`. */
const MAX_ADDRESSES = 80;

/** Findings in the order of their sheet: accusations in the order of the ledger, context, then what is suppressed. */
const inOrder = ({ findings, suppressed }: Ledger): readonly Finding[] => [
  ...findings.filter(({ accuses }) => accuses),
  ...findings.filter(({ accuses }) => !accuses),
  ...suppressed,
];

const columnsOf =
  <Row>(rows: readonly Row[]) =>
  (type: DuckDBType, value: (row: Row, place: number) => DuckDBValue | undefined) => ({
    type,
    values: rows.map((row, place) => value(row, place) ?? null),
  });

/** Findings as columns, in their order by `place`; times as texts. */
export function findingColumns(ledger: Ledger): UploadColumns {
  const column = columnsOf(inOrder(ledger));
  return {
    place: column(INTEGER, (_, place) => place),
    severity: column(VARCHAR, ({ severity }) => severity),
    kind: column(VARCHAR, ({ kind }) => kind),
    title: column(VARCHAR, ({ title }) => title),
    what: column(VARCHAR, ({ sentence }) => sentence),
    who: column(VARCHAR, whoText),
    clients: column(INTEGER, ({ clients }) => clients.length),
    first_seen: column(VARCHAR, ({ from }) => utc(from)),
    last_seen: column(VARCHAR, ({ to }) => utc(to)),
    technique: column(VARCHAR, techniqueText),
    confidence: column(VARCHAR, ({ confidence }) => confidence),
    outcome: column(VARCHAR, ({ outcome }) => outcome?.result),
    next_step: column(VARCHAR, ({ nextStep }) => nextStep),
    status: column(VARCHAR, workbookStatus),
    id: column(VARCHAR, ({ id }) => id),
  };
}

/** The state of a finding; until when it is suppressed, and the note of its triage. */
function workbookStatus(finding: Finding): string {
  const { suppressed, triage, accuses } = finding;
  if (triage) return `${statusText(finding)}. ${noteText(finding)}`;
  if (suppressed) return `suppressed until ${suppressed.expires ?? 'it changes'}`;
  return accuses ? 'open' : 'context';
}

function whoText({ clients }: Finding): string {
  const rest = clients.length - MAX_ADDRESSES;
  const named = clients.slice(0, MAX_ADDRESSES).join(', ');
  return rest > 0 ? `${named} and ${rest.toLocaleString('en-US')} more` : named;
}

const techniqueText = ({ technique }: Finding): string | null =>
  technique && `${technique.id} ${technique.name}${technique.claim === 'hypothesis' ? ' (hypothesis)' : ''}`;

/** A client that findings accuse. */
interface Accused {
  readonly severity: Finding['severity'];
  readonly findings: readonly string[];
}

/** Clients that findings accuse, those of the first finding first. */
function accusedClients(ledger: Ledger): ReadonlyMap<string, Accused> {
  const accused = new Map<string, Accused>();
  for (const { id, severity, clients } of ledger.findings.filter(({ accuses }) => accuses))
    for (const client of clients) {
      const before = accused.get(client);
      accused.set(client, {
        severity: before?.severity ?? severity,
        findings: [...(before?.findings ?? []), id],
      });
    }
  return accused;
}

type ClientRow = Partial<TopClient> & Partial<Accused> & Pick<TopClient, 'src_ip' | 'records'>;

/** Clients by evidence: those that findings accuse in the order of the findings, then those with the highest scores. */
export interface ClientsByEvidence {
  /** Columns, in their order by `place`; times as texts. */
  readonly columns: UploadColumns;
  /** Clients that findings accuse and for which there is no room. */
  readonly leftOut: number;
}

/** Reads clients by evidence, 1,000 that findings accuse and 1,000 with the highest scores. */
export async function clientsByEvidence(
  traffic: Traffic,
  { ledger, detection }: { readonly ledger?: Ledger; readonly detection?: Detection },
): Promise<ClientsByEvidence> {
  const accused = ledger === undefined ? new Map<string, Accused>() : accusedClients(ledger);
  const named = [...accused.keys()].slice(0, MAX_CLIENTS);
  const highest = detection ? await topClients(traffic, detection, { limit: MAX_CLIENTS }) : [];
  const ofNamed = detection ? await topClients(traffic, detection, { clients: named }) : [];
  const scored = new Map([...highest, ...ofNamed].map((client) => [client.src_ip, client]));
  const totals = await clientTotals(
    traffic,
    named.filter((client) => !scored.has(client)),
  );
  const rows: readonly ClientRow[] = [
    ...named.flatMap((src_ip): readonly ClientRow[] => {
      const client = scored.get(src_ip) ?? totals.get(src_ip);
      return client ? [{ src_ip, ...client, ...accused.get(src_ip) }] : [];
    }),
    ...highest
      .filter(({ src_ip }) => !named.includes(src_ip))
      .map((row) => ({ ...row, ...accused.get(row.src_ip) })),
  ];
  const column = columnsOf(rows);
  return {
    columns: {
      place: column(INTEGER, (_, place) => place),
      src_ip: column(VARCHAR, (row) => row.src_ip),
      severity: column(VARCHAR, (row) => row.severity),
      findings: column(VARCHAR, (row) => row.findings?.join(' ')),
      client_score: column(DOUBLE, (row) => row.client_score),
      top_reasons: column(VARCHAR, (row) => row.top_reasons),
      owner: column(VARCHAR, (row) => row.owner),
      country: column(VARCHAR, (row) => row.country),
      records: column(INTEGER, (row) => row.records),
      flagged: column(INTEGER, (row) => row.flagged),
      bytes_in: column(DOUBLE, (row) => row.bytes_in),
      bytes_out: column(DOUBLE, (row) => row.bytes_out),
      highest_score: column(DOUBLE, (row) => row.highest_score),
      row_id: column(INTEGER, (row) => row.row_id),
      creation_time: column(VARCHAR, (row) => row.creation_time && utc(row.creation_time)),
      request: column(VARCHAR, (row) => row.request),
    },
    leftOut: accused.size - named.length,
  };
}
