import { ADDRESS_SOURCES } from '../../enrich/address-sources.js';
import type { Finding } from '../finding.js';
import type { Ledger } from '../investigate.js';
import { attackVersion } from '../techniques.js';

/** Version of the format below; a field that goes away or changes its meaning raises it. */
const SCHEMA = 'suspicious-web-traffic/findings/1';

/** A finding as programs read it: the addresses of the clients are in `sources`. */
type ExportedFinding = Omit<Finding, 'clients'> & { readonly sources: readonly string[] };

/** Renames the field in its place, so that the order of the fields stays. */
const exported = (finding: Finding) =>
  Object.fromEntries(
    Object.entries(finding).map(([name, value]) => [name === 'clients' ? 'sources' : name, value]),
  ) as unknown as ExportedFinding;

/**
 * Converts a ledger to JSON for programs. Fields: `schema`; `attackVersion` of the technique ids; `enriched`;
 * `attribution` of owners, countries and lists where they were looked up, else null; and `findings` and
 * `suppressed`, lists with the fields of the type `Finding` (`clients` under the name `sources`), with times
 * as ISO 8601 in UTC.
 *
 * @returns JSON text
 *
 * @example
 * import { mkdirSync, writeFileSync } from 'node:fs';
 * mkdirSync('reports', { recursive: true });
 * writeFileSync('reports/findings.json', ledgerJson(await investigate(traffic)));
 */
export function ledgerJson({ findings, suppressed, enriched }: Ledger): string {
  const document: {
    schema: string;
    attackVersion: string;
    enriched: boolean;
    attribution: string | null;
    findings: readonly ExportedFinding[];
    suppressed: readonly ExportedFinding[];
  } = {
    schema: SCHEMA,
    attackVersion,
    enriched,
    attribution: enriched ? ADDRESS_SOURCES : null,
    findings: findings.map(exported),
    suppressed: suppressed.map(exported),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
