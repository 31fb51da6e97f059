import { ADDRESS_SOURCES } from '../../enrich/address-sources.js';
import type { Finding } from '../finding.js';
import type { Ledger } from '../investigate.js';
import { attackVersion } from '../techniques.js';

/** Version of the format below; a field that goes away or changes its meaning raises it. */
const SCHEMA = 'suspicious-web-traffic/findings/1';

/**
 * Writes a ledger as JSON for programs. Fields: `schema`; `attackVersion` of the technique ids; `enriched`;
 * `attribution` of owners, countries and lists where they were looked up, else null; and `findings` and `suppressed`, lists of what the type `Finding` documents, with times as ISO 8601 in UTC.
 *
 * @example
 * import { writeFileSync } from 'node:fs';
 * writeFileSync('findings.json', ledgerJson(await investigate(traffic)));
 */
export function ledgerJson({ findings, suppressed, enriched }: Ledger): string {
  const document: {
    schema: string;
    attackVersion: string;
    enriched: boolean;
    attribution: string | null;
    findings: readonly Finding[];
    suppressed: readonly Finding[];
  } = {
    schema: SCHEMA,
    attackVersion,
    enriched,
    attribution: enriched ? ADDRESS_SOURCES : null,
    findings,
    suppressed,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
