import { unparse } from 'papaparse';
import { allColumns } from '../../schema/columns.js';
import { FORMULA } from '../../text/formula.js';
import { isoInZone } from '../../text/time-zone.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { textColumn, textOf } from './text-column.js';

/**
 * Rows as CSV in the order and with the names that `scored.csv` has: times as ISO 8601 with the offset of
 * the time zone, and an
 * apostrophe before text that a spreadsheet would take for a formula.
 */
export function csvOf(columns: RecordColumns, kept: Uint32Array, zone = 'UTC'): string {
  const { texts, numbers } = columns;
  const number = (name: string) => (row: number) => {
    const value = numbers[name]?.[row] ?? Number.NaN;
    return Number.isNaN(value) ? '' : value;
  };
  const time = (name: string) => (row: number) => {
    const value = numbers[name]?.[row] ?? Number.NaN;
    return Number.isNaN(value) ? '' : isoInZone(value, zone);
  };
  const text = (name: string) => (row: number) => textOf(textColumn(columns, name), row) ?? '';
  const all = [
    { field: 'row', value: number('row_id'), present: numbers.row_id !== undefined },
    { field: 'records', value: number('records'), present: numbers.records !== undefined },
    ...allColumns.map(({ name, nameInFiles, type }) => ({
      field: nameInFiles,
      value: type === 'TIMESTAMP' ? time(name) : texts[name] ? text(name) : number(name),
      present: texts[name] !== undefined || numbers[name] !== undefined,
    })),
    { field: 'anomaly_score', value: number('anomaly_score'), present: numbers.anomaly_score !== undefined },
    { field: 'top_reasons', value: text('top_reasons'), present: texts.top_reasons !== undefined },
    { field: 'matched_rules', value: text('matched_rules'), present: texts.matched_rules !== undefined },
  ].filter(({ present }) => present);
  const inOrder = kept.slice().sort();
  return unparse(
    {
      fields: all.map(({ field }) => field),
      data: Array.from(inOrder, (row) => all.map(({ value }) => value(row))),
    },
    { escapeFormulae: FORMULA },
  );
}
