import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { earlierRelation } from './earlier-relation.js';

/** A source of one of two captures only. */
export type ClientChange = {
  readonly src_ip: string;
  readonly country: string | null;
  readonly records: number;
  /** In both directions. */
  readonly bytes: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/** Sources of one kind: how many there are, how many records they sent, and the busiest. */
export interface ClientGroup {
  readonly sources: number;
  readonly records: number;
  readonly busiest: readonly ClientChange[];
}

/**
 * Finds the sources that are new in later traffic, and those of earlier traffic that are gone
 * (`lib/sql/compare/sources.sql`).
 *
 * @param options.most how many of each are listed, those with the most records first; 200 when left out
 *
 * @example
 * const { fresh, gone } = await compareClients(yesterday, today);
 * console.log(fresh.sources, gone.busiest[0]?.src_ip);
 */
export async function compareClients(
  before: Traffic,
  after: Traffic,
  { most = 200 }: { readonly most?: number } = {},
): Promise<{ readonly fresh: ClientGroup; readonly gone: ClientGroup }> {
  type Row = ClientChange & {
    readonly change: 'new' | 'gone';
    readonly sources_of_change: number;
    readonly records_of_change: number;
  };
  const relations = earlierRelation(before);
  const rows = await after.engine.query<Row>(readSqlFile('compare/sources'), { most }, { relations });
  const group = (change: Row['change']): ClientGroup => {
    const of = rows.filter((row) => row.change === change);
    return {
      sources: of[0]?.sources_of_change ?? 0,
      records: of[0]?.records_of_change ?? 0,
      busiest: of.map(({ change: _, sources_of_change: __, records_of_change: ___, ...source }) => source),
    };
  };
  return { fresh: group('new'), gone: group('gone') };
}
