import type { NamedPort } from '../../charts/port-bars.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { byRecords } from './by-records.js';
import { textColumn } from './text-column.js';
import { totals } from './totals.js';

/** As `trafficByPort`, of some rows. */
export function portsOf(columns: RecordColumns, kept: Uint32Array): readonly NamedPort[] {
  const { values, codes } = textColumn(columns, 'dst_port');
  return totals(columns, kept, values.length + 1, (row) => codes[row]!)
    .map(({ group, ...total }) => ({
      port: portOf(values[group]),
      ...total,
    }))
    .sort(byRecords(({ port }) => port));
}

/** Ports that were added up have a name in place of a number. */
function portOf(text: string | undefined): number | string | null {
  if (text === undefined) return null;
  return Number.isNaN(Number(text)) ? text : Number(text);
}
