import type { CellStyle, CellValue, WriteSheet } from 'hucre/xlsx';
import type { DataCard } from '../analyze/describe-traffic.js';
import { cellText } from './xlsx/cell-text.js';
import type { SheetPart } from './xlsx/sheet.js';

const BOLD = { font: { name: 'Calibri', size: 11, bold: true } } as const;
const WRAPPED = { alignment: { wrapText: true, vertical: 'top', horizontal: 'left' } } as const;
const COUNT = { ...WRAPPED, numFmt: '#,##0' } as const;
const TIME = { ...WRAPPED, numFmt: 'yyyy-mm-dd hh:mm:ss' } as const;

/**
 * The first sheet: what the records are, what was found by which rule, what cannot be concluded, and which
 * sheets follow. Numbers are numbers and times are times.
 *
 * @param rule the rule behind the anomalies in words, or undefined where no detector has run
 */
export function workbookSummary(
  card: DataCard,
  flagged: { readonly anomalies: number; readonly rule: string } | undefined,
  parts: readonly SheetPart[],
): WriteSheet {
  const split = parts.filter((part) => part.from > 0).length > 0;
  const facts: readonly (readonly [string, string | number | Date])[] = [
    ['Records', card.records],
    ['Rows rejected', card.rejected],
    ...(card.filter ?? []).map((phrase) => ['Filter', phrase] as const),
    ['From (UTC)', card.from],
    ['To (UTC)', card.to],
    ['Times', 'in UTC, on every sheet'],
    ['Sources', card.sources],
    ['Countries', card.countries],
    ...(flagged === undefined
      ? [['Flagged records', 'none: no detector has run'] as const]
      : [['Flagged records', flagged.anomalies] as const, ['Rule', flagged.rule] as const]),
    ...card.limits.map((limit, i) => [i === 0 ? 'What cannot be concluded' : '', limit] as const),
    ...parts.map((part) => [`Sheet ${part.name}`, part.rows] as const),
    ...(split
      ? [['', 'A sheet holds 1,048,576 rows at most; larger tables go on in further sheets.'] as const]
      : []),
  ];
  const rows: CellValue[][] = facts.map(([name, value]) => [
    name === '' ? null : cellText(name),
    typeof value === 'string' ? cellText(value) : value,
  ]);
  return {
    name: 'Summary',
    columns: [{ width: 28 }, { width: 90 }],
    rows,
    cells: new Map<string, { style: CellStyle }>(
      facts.flatMap(([, value], i) => [
        [`${i},0`, { style: BOLD }],
        [`${i},1`, { style: value instanceof Date ? TIME : typeof value === 'number' ? COUNT : WRAPPED }],
      ]),
    ),
    freezePane: { columns: 1 },
  };
}
