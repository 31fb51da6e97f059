import ipaddr from 'ipaddr.js';
import { visible } from '../../text/visible.js';
import type { Finding } from '../finding.js';
import type { Ledger } from '../investigate.js';
import { attackVersion, techniques } from '../techniques.js';

/** Version of the OCSF schema. */
const OCSF_VERSION = '1.5.0';
const PRODUCT: { readonly name: string; readonly version: string } = require('../../../package.json');

const SEVERITY = {
  info: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
} as const;
const CONFIDENCE = { low: [1, 'Low'], medium: [2, 'Medium'], high: [3, 'High'] } as const;
const STATUS = { new: [1, 'New'], confirmed: [2, 'In Progress'], suppressed: [3, 'Suppressed'] } as const;
const TACTICS: Readonly<Record<string, readonly [uid: string, name: string]>> = {
  reconnaissance: ['TA0043', 'Reconnaissance'],
  'initial-access': ['TA0001', 'Initial Access'],
  execution: ['TA0002', 'Execution'],
  persistence: ['TA0003', 'Persistence'],
  'credential-access': ['TA0006', 'Credential Access'],
  discovery: ['TA0007', 'Discovery'],
  exfiltration: ['TA0010', 'Exfiltration'],
  impact: ['TA0040', 'Impact'],
};
const OBSERVABLES = {
  ip: [2, 'IP Address'],
  path: [6, 'URL String'],
  agent: [16, 'HTTP User-Agent'],
} as const;
const OTHER = [99, 'Other'] as const;

/** Options of {@link ledgerOcsf}. */
export interface LedgerOcsfOptions {
  /** Time of the export; now by default. */
  readonly created?: Date;
}

/**
 * Converts a ledger to events of the Open Cybersecurity Schema Framework: a Detection Finding (class 2004)
 * for each finding, with its addresses, paths and user agents as observables. Findings that accuse nobody are
 * informational and no alerts; suppressed and accepted ones and false positives have the status Suppressed,
 * confirmed ones In Progress.
 *
 * @param options `created`
 * @returns JSON text, a list
 *
 * @example
 * import { mkdirSync, writeFileSync } from 'node:fs';
 * mkdirSync('reports', { recursive: true });
 * writeFileSync('reports/findings.ocsf.json', ledgerOcsf(await investigate(traffic)));
 */
export function ledgerOcsf(ledger: Ledger, options: LedgerOcsfOptions = {}): string {
  const created = (options.created ?? new Date()).getTime();
  const events = [...ledger.findings, ...ledger.suppressed].map((finding) =>
    detectionFinding(finding, serversOf(ledger, finding), created),
  );
  return `${JSON.stringify(events, null, 2)}\n`;
}

/** The servers that the clients of a finding came to, with the port where there is one only. */
function serversOf({ activity }: Ledger, { id }: Finding) {
  const { servers, ports } = activity?.byFinding.get(id) ?? {};
  const port = ports?.all === 1 ? Number(ports.top[0]?.name) : Number.NaN;
  return (servers?.top ?? []).map(({ name }) => ({
    ...endpoint(name),
    ...(Number.isInteger(port) && { port }),
  }));
}

function statusOf({ suppressed, triage }: Finding) {
  if (suppressed !== null) return STATUS.suppressed;
  return triage?.status === 'confirmed' ? STATUS.confirmed : STATUS.new;
}

function detectionFinding(finding: Finding, servers: readonly object[], created: number) {
  const { kind, title, severity, confidence, from, to, technique, evidence, outcome, triage } = finding;
  const [severity_id, severityName] = SEVERITY[severity];
  const [confidence_id, confidenceName] = CONFIDENCE[confidence];
  const [status_id, status] = statusOf(finding);
  const paths = columnOf(finding, 'Paths', 'path');
  const agents = columnOf(finding, 'Clients', 'user agent');
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    activity_id: 1,
    activity_name: 'Create',
    type_uid: 200401,
    type_name: 'Detection Finding: Create',
    time: created,
    timezone_offset: 0,
    start_time: from.getTime(),
    end_time: to.getTime(),
    severity_id,
    severity: severityName,
    confidence_id,
    confidence: confidenceName,
    status_id,
    status,
    is_alert: finding.accuses && finding.suppressed === null,
    message: finding.sentence,
    ...(triage && triage.note !== '' && { comment: triage.note }),
    metadata: {
      version: OCSF_VERSION,
      product: { name: PRODUCT.name, vendor_name: PRODUCT.name, version: PRODUCT.version },
      profiles: [],
    },
    finding_info: {
      uid: finding.id,
      title,
      desc: finding.sentence,
      types: [kind],
      created_time: created,
      first_seen_time: from.getTime(),
      last_seen_time: to.getTime(),
      analytic: { name: kind, uid: kind, type_id: 2, type: 'Behavioral' },
      ...(technique && { attacks: attacksOf(technique) }),
    },
    evidences: [
      ...finding.clients.map((client) => ({ src_endpoint: endpoint(client) })),
      ...servers.map((dst_endpoint) => ({ dst_endpoint })),
      ...paths.map((path) => ({ url: { path } })),
      {
        data: { numbers: evidence.numbers, tables: evidence.tables, sql: evidence.sql },
      },
    ],
    observables: [
      ...finding.clients.map((client) =>
        ipaddr.isValid(client)
          ? observable('evidences[].src_endpoint.ip', OBSERVABLES.ip, client)
          : observable('evidences[].src_endpoint.name', OTHER, visible(client, 45)),
      ),
      ...paths.map((path) => observable('evidences[].url.path', OBSERVABLES.path, path)),
      ...agents.map((agent) => observable('evidences[].data.tables', OBSERVABLES.agent, agent)),
    ],
    remediation: { desc: finding.nextStep },
    unmapped: {
      severity_reason: finding.severityReason,
      confidence_reason: finding.confidenceReason,
      claim: technique?.claim ?? null,
      rule_techniques: evidence.ruleTechniques ?? [],
      rule_out_first: finding.benign,
      context: finding.context,
      outcome: outcome?.result ?? null,
      targets: finding.targets,
      suppressed: finding.suppressed,
      triage: triage ?? null,
    },
  };
}

const endpoint = (client: string) =>
  ipaddr.isValid(client) ? { ip: client } : { name: visible(client, 45) };

const observable = (name: string, [type_id, type]: readonly [number, string], value: string) => ({
  name,
  type_id,
  type,
  value,
});

/** An attack for each tactic; of a sub-technique the technique that it belongs to stands beside it. */
function attacksOf({ id, name, tactics }: NonNullable<Finding['technique']>) {
  const [parent, sub] = id.split('.') as [string, string | undefined];
  const parentName = techniques.get(parent)?.name;
  const what =
    sub === undefined
      ? { technique: { uid: id, name } }
      : {
          technique: { uid: parent, ...(parentName !== undefined && { name: parentName }) },
          sub_technique: { uid: id, name },
        };
  return tactics.map((tactic) => {
    const [uid, tacticName] = TACTICS[tactic]!;
    return { version: attackVersion, tactic: { uid, name: tacticName }, ...what };
  });
}

/** Different texts of a column of one of a finding's tables; none where it has no such table or column. */
function columnOf({ evidence }: Finding, title: string, column: string): readonly string[] {
  const table = evidence.tables.find((each) => each.title === title);
  const place = table?.columns.indexOf(column) ?? -1;
  if (table === undefined || place < 0) return [];
  return [
    ...new Set(
      table.rows.flatMap((row) => {
        const value = row[place] ?? null;
        return value === null || value === '' || value === 'none' ? [] : [String(value)];
      }),
    ),
  ];
}
