import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Who a source is, as far as lists, registries and the analyst say. */
export interface SourceContext {
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

type Row = SourceContext & { readonly ip: string };

/**
 * Reads the table `addresses`, which `enrichAddresses` makes; null where it was not run.
 */
export async function sourceContexts(traffic: Traffic): Promise<ReadonlyMap<string, SourceContext> | null> {
  const [made] = await query<{ n: number }>(
    traffic.connection,
    `select cast(count(*) as integer) as n from duckdb_tables() where table_name = 'addresses' and not internal`,
  );
  if (made?.n !== 1) return null;
  const rows = await query<Row>(traffic.connection, sqlFile('investigate/addresses'));
  return new Map(rows.map((row) => [row.ip, row]));
}
