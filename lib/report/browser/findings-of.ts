import type { FindingMark } from '../../charts/finding-ticks.js';
import type { RecordColumns } from '../explore/record-columns.js';

/** Ids of the findings that name sources of which no row passes in their time. */
export function findingsWithout(columns: RecordColumns, kept: Uint32Array): ReadonlySet<string> {
  const { texts, numbers, about } = columns;
  const times = numbers.creation_time ?? [];
  const { values, codes } = texts.src_ip ?? { values: [], codes: [] };
  const step = about.cells ? about.bin.seconds * 1000 : 0;
  const codeOf = new Map(values.map((value, code) => [value, code]));
  // A source's rows stand together, so where they begin is enough to find them.
  const starts = new Map<number, number>();
  kept.forEach((row, place) => {
    const code = codes[row]!;
    if (!starts.has(code)) starts.set(code, place);
  });
  const hasRow = (source: string, from: number, to: number): boolean => {
    const code = codeOf.get(source);
    // Added up with other clients: unknown.
    if (code === undefined && about.cells) return true;
    for (let place = starts.get(code ?? -1) ?? kept.length; place < kept.length; place++) {
      const row = kept[place]!;
      if (codes[row] !== code) return false;
      if (times[row]! + step >= from && times[row]! <= to) return true;
    }
    return false;
  };
  return new Set(
    about.findings
      .filter(
        ({ sources, from, to }) => sources.length > 0 && !sources.some((source) => hasRow(source, from, to)),
      )
      .map(({ id }) => id),
  );
}

/** Findings for the timeline of some rows; those of which no row passes are pale. */
export function findingMarksOf(columns: RecordColumns, kept: Uint32Array): readonly FindingMark[] {
  const without = findingsWithout(columns, kept);
  return columns.about.findings.flatMap(({ id, sources, from, to, mark }) =>
    mark
      ? [{ ...mark, id, clients: sources, from: new Date(from), to: new Date(to), faded: without.has(id) }]
      : [],
  );
}
