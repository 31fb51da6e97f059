import { sqlFile } from '../engine/sql-file.js';
import { columns } from '../schema/columns.js';
import type { Sheet } from './xlsx/sheet.js';

const EVERY_SOURCE = 2_147_483_647;

/** A question of `lib/sql` as a sheet; its parameters are bound by position. */
function sheet(name: string, text: string, more: Omit<Sheet, 'name' | 'question'> = {}): Sheet {
  return { name, question: { text, values: [] }, ...more };
}

/**
 * The sheets of a workbook on traffic: by country, port and hour with a chart each, the sources, the flagged
 * records where a detector has run, and the rejects.
 *
 * @param scored the view that `withScoredTable` made
 */
export function workbookSheets(scored: string | undefined): readonly Sheet[] {
  const chart = (kind: 'bar' | 'line', label: string, title: string) => ({
    chart: { kind, label, title, value: 'records', most: kind === 'bar' ? 12 : 1_000 },
  });
  const flagged = `select row_id as "row", anomaly_score, top_reasons, ${columns.map((c) => c.name).join(', ')}
    from traffic join ${scored} using (row_id) where is_anomaly order by anomaly_score desc, row_id`;
  return [
    sheet('By country', sqlFile('by-country'), chart('bar', 'country', 'Records by country of the source')),
    sheet('By port', sqlFile('by-port'), chart('bar', 'port', 'Records by port of the server')),
    sheet('By hour', sqlFile('by-hour'), chart('line', 'hour', 'Records in each hour that has any (UTC)')),
    {
      name: 'Sources',
      question: { text: sqlFile('sources').replace('$most', '$1'), values: [EVERY_SOURCE] },
    },
    ...(scored === undefined ? [] : [sheet('Flagged records', flagged, { colour: 'anomaly_score' })]),
    sheet('Rejects', 'select * from rejects order by 1, 2'),
  ];
}
