import type { CellValue, WriteSheet } from 'hucre/xlsx';
import { cellText } from './cell-text.js';
import type { SheetPart } from './sheet.js';

const HEADER = {
  font: { name: 'Calibri', size: 11, bold: true, color: { rgb: 'FFFFFF' } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: '1F4E79' } },
} as const;

/**
 * Describes a sheet for the library with everything but its rows: header, widths, filter, frozen header,
 * colours, chart. One row of zeros stands for the rows, so that the library makes the style of every column.
 */
export async function frame(part: SheetPart): Promise<WriteSheet> {
  const { rangeRef } = await import('hucre/xlsx');
  const { columns, rows, colour, chart } = part;
  const range = (column: number, count: number) => rangeRef(1, column, Math.max(1, count), column);
  const place = (name: string) => columns.findIndex((column) => column.name === name);
  const sample: CellValue[] = columns.map(({ kind }) => (kind === 'text' ? null : 0));
  return {
    name: part.name,
    columns: columns.map(({ width, format }) => ({ width, ...(format !== undefined && { numFmt: format }) })),
    rows: [columns.map(({ header }) => cellText(header)), sample],
    cells: new Map(columns.map((_, i) => [`0,${i}`, { style: HEADER }])),
    freezePane: { rows: 1 },
    autoFilter: { range: rangeRef(0, 0, rows, columns.length - 1) },
    ...(colour !== undefined &&
      rows > 0 && {
        conditionalRules: [
          {
            type: 'colorScale' as const,
            priority: 1,
            range: range(place(colour), rows),
            colorScale: {
              cfvo: [
                { type: 'min' as const },
                { type: 'percentile' as const, value: '90' },
                { type: 'max' as const },
              ],
              colors: ['FFFFFFFF', 'FFFFE699', 'FFF8696B'],
            },
          },
        ],
      }),
    ...(chart !== undefined &&
      rows > 0 && {
        charts: [
          {
            type: chart.kind === 'bar' ? ('column' as const) : ('line' as const),
            title: chart.title,
            series: [
              {
                name: chart.value,
                categories: range(place(chart.label), Math.min(rows, chart.limit)),
                values: range(place(chart.value), Math.min(rows, chart.limit)),
                color: '1F4E79',
              },
            ],
            legend: false as const,
            anchor: { from: { row: 1, col: columns.length + 1 }, to: { row: 20, col: columns.length + 11 } },
          },
        ],
      }),
  };
}
