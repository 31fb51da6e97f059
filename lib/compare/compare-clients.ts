import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { earlierRelation } from './earlier-relation.js';

/** A client that is in only one of two captures. */
export type ClientChange = {
  readonly src_ip: string;
  readonly country: string | null;
  readonly records: number;
  /** Bytes in both directions. */
  readonly bytes: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/**
 * Clients that are in only one of two captures: their number, their records, and those with the most records.
 */
export interface ClientGroup {
  readonly clients: number;
  readonly records: number;
  readonly busiest: readonly ClientChange[];
}

/** Options of `compareClients`. */
export interface CompareClientsOptions {
  /** Maximum number of new, and of gone, clients that are listed. Default: 200. */
  readonly limit?: number;
}

/**
 * Finds the clients that are new in later traffic, and the clients of earlier traffic that are gone
 * (`lib/sql/compare/sources.sql`).
 *
 * @param options `limit`: maximum number of new, and of gone, clients that are listed, 200 by default
 * @returns new (`fresh`) and `gone` clients, those with the most records first
 *
 * @example
 * const { fresh, gone } = await compareClients(yesterday, today);
 * console.log(fresh.clients, gone.busiest[0]?.src_ip);
 */
export async function compareClients(
  before: Traffic,
  after: Traffic,
  { limit = 200 }: CompareClientsOptions = {},
): Promise<{ readonly fresh: ClientGroup; readonly gone: ClientGroup }> {
  type Row = ClientChange & {
    readonly change: 'new' | 'gone';
    readonly clients_of_change: number;
    readonly records_of_change: number;
  };
  const relations = earlierRelation(before);
  const rows = await after.engine.query<Row>(
    readSqlFile('compare/sources'),
    { row_limit: limit },
    { relations },
  );
  const group = (change: Row['change']): ClientGroup => {
    const members = rows.filter((row) => row.change === change);
    return {
      clients: members[0]?.clients_of_change ?? 0,
      records: members[0]?.records_of_change ?? 0,
      busiest: members.map(
        ({ change: _, clients_of_change: __, records_of_change: ___, ...client }) => client,
      ),
    };
  };
  return { fresh: group('new'), gone: group('gone') };
}
