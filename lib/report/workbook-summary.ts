import type { CellStyle, CellValue, WriteSheet } from 'hucre/xlsx';
import type { DataCard } from '../analyze/describe-traffic.js';
import type { Ledger } from '../findings/investigate.js';
import type { Severity } from '../findings/kinds/finding-kind.js';
import type { ClientsByEvidence } from './workbook-findings.js';
import { cellText } from './xlsx/cell-text.js';
import type { SheetPart } from './xlsx/sheet.js';

const BOLD = { font: { name: 'Calibri', size: 11, bold: true } } as const;
const WRAPPED = { alignment: { wrapText: true, vertical: 'top', horizontal: 'left' } } as const;
const COUNT = { ...WRAPPED, numFmt: '#,##0' } as const;
const TIME = { ...WRAPPED, numFmt: 'yyyy-mm-dd hh:mm:ss' } as const;

/** What a workbook tells of besides the traffic. */
export interface WorkbookResults {
  readonly detection?: { readonly anomalies: number; readonly rule: string } | undefined;
  readonly ledger?: Ledger | undefined;
  readonly evidence?: Pick<ClientsByEvidence, 'leftOut'> | undefined;
}

function findingsText({ findings, suppressed }: Ledger): string {
  const accusing = findings.filter(({ accuses }) => accuses);
  const of = (severity: Severity) => accusing.filter((finding) => finding.severity === severity).length;
  return [
    `${of('high')} of high, ${of('medium')} of medium and ${of('low')} of low severity`,
    `${findings.length - accusing.length} that accuse nobody`,
    ...(suppressed.length > 0 ? [`${suppressed.length} suppressed`] : []),
  ].join('; ');
}

/**
 * The first sheet: what the records are, what was found by which rule, what cannot be concluded, and which
 * sheets follow. Numbers are numbers and times are times.
 *
 * @param results what was found: `detection` where a detector has run, `ledger` where findings were looked
 *   for, and how many clients of findings the sheet of clients leaves out
 */
export function workbookSummary(
  card: DataCard,
  { detection, ledger, evidence }: WorkbookResults,
  parts: readonly SheetPart[],
): WriteSheet {
  const leftOut = evidence?.leftOut ?? 0;
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
    ...(ledger === undefined ? [] : [['Findings', findingsText(ledger)] as const]),
    ...(detection === undefined
      ? [['Flagged records', 'none: no detector has run'] as const]
      : [['Flagged records', detection.anomalies] as const, ['Rule', detection.rule] as const]),
    ...card.limits.map((limit, i) => [i === 0 ? 'What cannot be concluded' : '', limit] as const),
    ...parts.map((part) => [`Sheet ${part.name}`, part.rows] as const),
    ...(leftOut > 0
      ? [
          [
            '',
            `Of the clients that findings accuse, ${leftOut.toLocaleString('en-US')} more are not on the sheet Clients; findings.json names all.`,
          ] as const,
        ]
      : []),
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
