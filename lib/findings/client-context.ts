import { readSqlFile } from '../engine/read-sql-file.js';
import { quoteLiteral } from '../engine/sql-text.js';
import type { Traffic } from '../load/traffic.js';

/** Who a client is, according to lists, registries and the analyst. */
export interface ClientContext {
  readonly owner: string | null;
  /** `gateway`, `scanner`, `crawler`, `monitor`, `cdn`, `cloud`, `vpn`. */
  readonly kind: string | null;
  /** All lists with their dates, in words. */
  readonly known: string | null;
  readonly verdict: 'allow' | 'deny' | null;
  readonly comment: string | null;
  /** Private, documentation … */
  readonly special: string | null;
}

type Row = ClientContext & { readonly ip: string };

/**
 * Looks up clients in the table `addresses`, which `enrichAddresses` creates; null where it was not run.
 */
export async function clientContexts(
  traffic: Traffic,
  clients: readonly string[],
): Promise<ReadonlyMap<string, ClientContext> | null> {
  if (!(await traffic.engine.hasTable('addresses'))) return null;
  if (clients.length === 0) return new Map();
  const rows = await traffic.engine.query<Row>(
    `${readSqlFile('investigate/addresses')} where ip in (${[...new Set(clients)].map(quoteLiteral).join(', ')})`,
  );
  return new Map(rows.map((row) => [row.ip, row]));
}
