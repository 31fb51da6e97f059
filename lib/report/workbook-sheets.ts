import { readSqlFile } from '../engine/read-sql-file.js';
import { trafficColumns } from '../schema/columns.js';
import { SCORES } from './scored-table.js';
import type { Sheet } from './xlsx/sheet.js';

const NO_LIMIT = 2_147_483_647;

/** Tables of findings and of clients in the engine: `findingColumns` and `clientsByEvidence` make their columns. */
export interface EvidenceTables {
  readonly findings?: string;
  readonly clients?: string;
}

/** Which records a detector flagged, in the engine. */
export interface FlaggedRecords {
  /**
   * Table of the records in the order of their scores: `place` from 0, `row_id`, the columns of `SCORES` and
   * what reasons need.
   */
  readonly places: string;
  /** One row with what {@link topReasons} and {@link matchedRules} look words up in. */
  readonly texts: string;
  readonly topReasons: string;
  readonly matchedRules: string;
}

/** A query of `lib/sql` as a sheet; its parameters are bound by position. */
function sheet(name: string, text: string, more: Omit<Sheet, 'name' | 'query'> = {}): Sheet {
  return { name, query: { text, values: [] }, ...more };
}

/**
 * The flagged records, the highest score first: long rows, so they are sorted by their places, some at a
 * time.
 */
function flaggedSheet({ places, texts, topReasons, matchedRules }: FlaggedRecords): Sheet {
  const flaggedQuery = (condition: string) => ({
    // Reasons first and records after: a join would carry the list of all words with every record.
    text: `select row_id as "row", ${SCORES.join(', ')}, top_reasons, matched_rules, ${trafficColumns.map((c) => c.name).join(', ')}
      from traffic join (
        select row_id, ${SCORES.join(', ')}, place, ${topReasons} as top_reasons, ${matchedRules} as matched_rules from ${places}, ${texts} where ${condition}
      ) using (row_id) order by place`,
    values: [],
  });
  return {
    name: 'Flagged records',
    query: flaggedQuery('true'),
    slice: (from, to) => flaggedQuery(`place >= ${from} and place < ${to}`),
    colour: 'anomaly_score',
  };
}

/** The findings, a row each: accusations before context. */
const findingsSheet = (findings: string): Sheet =>
  sheet(
    'Findings',
    `select severity, kind, title, what, who, clients, cast(first_seen as timestamp) as "from", cast(last_seen as timestamp) as "to",
       technique, confidence, outcome, next_step, status, id
     from ${findings} order by place`,
  );

/** Clients by evidence: findings, then scores; each with its record with the highest score. */
const clientsSheet = (clients: string): Sheet => ({
  ...sheet(
    'Clients',
    `select src_ip, severity, findings, client_score, top_reasons, owner, country, records, flagged, bytes_in, bytes_out,
       highest_score, row_id as "row", cast(creation_time as timestamp) as creation_time, request
     from ${clients} order by place`,
  ),
  colour: 'client_score',
});

/**
 * The sheets of a workbook on traffic: the findings and the clients by evidence where there are some, traffic
 * by country, port and hour with a chart each, the sources, the flagged records where a detector has run, and
 * the rejects.
 */
export function workbookSheets(
  { findings, clients }: EvidenceTables,
  flagged: FlaggedRecords | undefined,
): readonly Sheet[] {
  const chart = (kind: 'bar' | 'line', label: string, title: string) => ({
    chart: { kind, label, title, value: 'records', limit: kind === 'bar' ? 12 : 1_000 },
  });
  return [
    ...(findings === undefined ? [] : [findingsSheet(findings)]),
    ...(clients === undefined ? [] : [clientsSheet(clients)]),
    sheet(
      'By country',
      readSqlFile('by-country'),
      chart('bar', 'country', 'Records by country of the source'),
    ),
    sheet('By port', readSqlFile('by-port'), chart('bar', 'port', 'Records by port of the server')),
    sheet(
      'By hour',
      readSqlFile('by-hour'),
      chart('line', 'hour', 'Records in each hour that has any (UTC)'),
    ),
    {
      name: 'Sources',
      query: { text: readSqlFile('sources').replaceAll('$row_limit', '$1'), values: [NO_LIMIT] },
    },
    ...(flagged === undefined ? [] : [flaggedSheet(flagged)]),
    sheet('Rejects', 'select * from rejects order by 1, 2'),
  ];
}
