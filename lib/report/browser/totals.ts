import { FOLDED } from '../explore/folded.js';
import type { RecordColumns } from '../explore/record-columns.js';

/** What the rows of one group add up to. */
export interface Total {
  readonly group: number;
  readonly records: number;
  /** Different source addresses; `NaN` where some were added up, hence not known. */
  readonly clients: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
}

/**
 * Adds up rows by group; groups without a row are left out.
 *
 * @param kept rows, those of one source together
 * @param groups how many there are; `groupOf` gives whole numbers from 0 to below it
 */
export function totals(
  { texts, numbers, about }: RecordColumns,
  kept: Uint32Array,
  groups: number,
  groupOf: (row: number) => number,
): readonly Total[] {
  const [records, clients, bytesIn, bytesOut] = [0, 1, 2, 3].map(() => new Float64Array(groups)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const lastSource = new Int32Array(groups).fill(-1);
  const { codes = [], values = [] } = texts.src_ip ?? {};
  const others = about.cells ? values.indexOf(FOLDED.src_ip) : -1;
  const { bytes_in = [], bytes_out = [], records: added } = numbers;
  for (const row of kept) {
    const group = groupOf(row);
    records[group]! += added?.[row] ?? 1;
    // Unknown is NaN, which is falsy like zero.
    bytesIn[group]! += bytes_in[row] || 0;
    bytesOut[group]! += bytes_out[row] || 0;
    const source = codes[row]!;
    if (lastSource[group] !== source) {
      lastSource[group] = source;
      clients[group]! += source === others ? Number.NaN : 1;
    }
  }
  return Array.from(records, (n, group) => ({
    group,
    records: n,
    clients: clients[group]!,
    bytes_in: bytesIn[group]!,
    bytes_out: bytesOut[group]!,
  })).filter((total) => total.records > 0);
}
