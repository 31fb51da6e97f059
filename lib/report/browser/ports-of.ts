import type { PortTraffic } from '../../analyze/traffic-by-port.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { byRecords } from './by-records.js';
import { textColumn } from './text-column.js';
import { totals } from './totals.js';

/** As `trafficByPort`, of some rows. */
export function portsOf(columns: RecordColumns, kept: Uint32Array): readonly PortTraffic[] {
  const { values, codes } = textColumn(columns, 'dst_port');
  return totals(columns, kept, values.length + 1, (row) => codes[row]!)
    .map(({ group, ...total }) => ({
      port: values[group] === undefined ? null : Number(values[group]),
      ...total,
    }))
    .sort(byRecords(({ port }) => port));
}
