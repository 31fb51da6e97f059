import { type DataCard, describeTraffic } from '../analyze/describe-traffic.js';
import type { Detection } from '../detect/detect-anomalies.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import { withScoredTable } from './scored-table.js';
import { type FlaggedRecords, workbookSheets } from './workbook-sheets.js';
import { workbookSummary } from './workbook-summary.js';
import type { SheetPart } from './xlsx/sheet.js';
import { type WorkbookOptions, writeSheets } from './xlsx/write-sheets.js';

/**
 * Writes `workbook.xlsx`: a summary, traffic by country, port and hour with native charts, the sources, the
 * flagged records with coloured scores, and the rejects. Times are dates and bytes are numbers; headers are frozen
 * and filtered. What an attacker wrote stays text. Tables with more rows than a sheet holds go on in further
 * sheets, and the summary says so.
 *
 * Checked with openpyxl and LibreOffice; Excel itself was not at hand.
 *
 * @param detection what a detector found, or undefined to leave the flagged records out
 * @param file path; its folder is made where missing
 * @param options `card`: the traffic's data card, where it is at hand
 * @returns the sheets after the summary, with their rows
 * @throws when the file cannot be written, or the signal is aborted
 *
 * @example
 * await writeWorkbook(traffic, await detectAnomalies(traffic), 'reports/workbook.xlsx');
 */
export async function writeWorkbook(
  traffic: Traffic,
  detection: Detection | undefined,
  file: string,
  options: Omit<WorkbookOptions, 'front'> & { readonly card?: DataCard } = {},
): Promise<readonly SheetPart[]> {
  const { signal } = options;
  const operation = { ...(signal && { signal }) };
  const card = options.card ?? (await describeTraffic(traffic, operation));
  const write = (flagged?: FlaggedRecords) =>
    writeSheets(traffic, workbookSheets(flagged), file, {
      ...options,
      front: (parts) => workbookSummary(card, detection, parts),
    });
  if (detection === undefined) return write();
  const { connection } = requireLocal(traffic).engine;
  return withScoredTable(connection, detection, { ...operation, onlyAnomalies: true }, async (scored) => {
    const places = `${scored.places}_by_score`;
    await connection.run(
      `create temp table ${places} as
         select *, row_number() over (order by anomaly_score desc, row_id) - 1 as place from ${scored.places}`,
    );
    try {
      return await write({ ...scored, places });
    } finally {
      await connection.run(`drop table ${places}`);
    }
  });
}
