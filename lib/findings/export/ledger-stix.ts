import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { Finding } from '../finding.js';
import type { Ledger } from '../investigate.js';
import { attackVersion } from '../techniques.js';

type StixObject = Readonly<Record<string, unknown>> & { readonly id: string };

const CONFIDENCE = { low: 15, medium: 50, high: 85 } as const;

/** Options of {@link ledgerStix}. */
export interface LedgerStixOptions {
  /** Time of the export; now by default. */
  readonly created?: Date;
}

/**
 * Converts the findings that accuse somebody to a STIX 2.1 bundle: an indicator each with its addresses, a
 * note with what was seen, and, where the records themselves show a technique, the attack pattern that it
 * indicates; a mere hypothesis gets no such relation. Ids depend on the findings alone, so a second export
 * updates the first.
 *
 * @param options `created`
 * @returns JSON text
 *
 * @example
 * import { mkdirSync, writeFileSync } from 'node:fs';
 * mkdirSync('reports', { recursive: true });
 * writeFileSync('reports/findings.stix.json', ledgerStix(await investigate(traffic)));
 */
export function ledgerStix({ findings }: Ledger, options: LedgerStixOptions = {}): string {
  const created = (options.created ?? new Date()).toISOString();
  const common = { spec_version: '2.1', created, modified: created };
  const author: StixObject = {
    type: 'identity',
    id: stixId('identity', 'suspicious-web-traffic'),
    ...common,
    name: 'suspicious-web-traffic',
    identity_class: 'system',
  };
  const signed = { ...common, created_by_ref: author.id };
  const objects = new Map<string, StixObject>([[author.id, author]]);
  for (const finding of findings.filter(({ accuses, clients }) => accuses && clients.length > 0))
    for (const object of findingObjects(finding, signed)) objects.set(object.id, object);
  const content = [...objects.keys()].join();
  return `${JSON.stringify({ type: 'bundle', id: stixId('bundle', content), objects: [...objects.values()] }, null, 2)}\n`;
}

function findingObjects(finding: Finding, signed: Readonly<Record<string, unknown>>): readonly StixObject[] {
  const comparisons = finding.clients.flatMap((client) =>
    ipaddr.isValid(client) ? `${ipaddr.parse(client).kind()}-addr:value = '${client}'` : [],
  );
  if (comparisons.length === 0) return [];
  const indicator: StixObject = {
    type: 'indicator',
    id: stixId('indicator', finding.id),
    ...signed,
    name: finding.kind,
    description: finding.sentence,
    indicator_types: [finding.technique?.claim === 'evidence' ? 'malicious-activity' : 'anomalous-activity'],
    pattern: `[${comparisons.join(' OR ')}]`,
    pattern_type: 'stix',
    valid_from: finding.from.toISOString(),
    confidence: CONFIDENCE[finding.confidence],
  };
  const note: StixObject = {
    type: 'note',
    id: stixId('note', finding.id),
    ...signed,
    abstract: `${finding.severity}: ${finding.kind}`,
    content: `${finding.sentence} Rule out first: ${finding.benign.join('; ')}. Next step: ${finding.nextStep}`,
    object_refs: [indicator.id],
  };
  const { technique } = finding;
  if (technique === null || technique.claim === 'hypothesis') return [indicator, note];
  const pattern: StixObject = {
    type: 'attack-pattern',
    spec_version: signed.spec_version,
    created: signed.created,
    modified: signed.modified,
    // MITRE's own id, so that it is one with the pattern in other bundles.
    id: technique.stixId,
    name: technique.name,
    description: `MITRE ATT&CK Enterprise v${attackVersion}, © The MITRE Corporation.`,
    external_references: [{ source_name: 'mitre-attack', external_id: technique.id, url: technique.url }],
  };
  const relationship: StixObject = {
    type: 'relationship',
    id: stixId('relationship', `${indicator.id} ${pattern.id}`),
    ...signed,
    relationship_type: 'indicates',
    source_ref: indicator.id,
    target_ref: pattern.id,
  };
  return [indicator, note, pattern, relationship];
}

/** The namespace of deterministic ids of observables (STIX 2.1, section 2.9). */
const NAMESPACE = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

/**
 * Makes an id for a STIX object that is the same whenever the object is: of version 5 for observables, as
 * STIX 2.1 asks, and in the form of version 4 for the others.
 *
 * @param content what makes the object itself; for observables the canonical JSON of its identifying
 *   properties
 *
 * @example
 * stixId('ipv4-addr', '{"value":"198.51.100.3"}', 5);
 */
export function stixId(type: string, content: string, version: 4 | 5 = 4): string {
  const bytes = createHash('sha1')
    .update(version === 5 ? NAMESPACE : type)
    .update(content)
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${type}--${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
