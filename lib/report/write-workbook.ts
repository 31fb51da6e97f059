import { type DataCard, describeTraffic } from '../analyze/describe-traffic.js';
import type { Detection } from '../detect/detect-anomalies.js';
import type { Table, UploadColumns } from '../engine/engine.js';
import type { Ledger } from '../findings/investigate.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { readMatchedRules } from '../rules/matched-rules.js';
import { checkOptions } from '../text/check-options.js';
import { withScoredTable } from './scored-table.js';
import { clientsByEvidence, findingColumns } from './workbook-findings.js';
import { type FlaggedRecords, workbookSheets } from './workbook-sheets.js';
import { workbookSummary } from './workbook-summary.js';
import type { SheetPart } from './xlsx/sheet.js';
import { type WriteSheetsOptions, writeSheets } from './xlsx/write-sheets.js';

/** Options of {@link writeWorkbook}. */
export interface WriteWorkbookOptions extends Omit<WriteSheetsOptions, 'front'> {
  /** Scores of the records: adds a sheet of the flagged records, and one of the clients. */
  readonly detection?: Detection;
  /** Result of `investigate(traffic)`: adds a sheet of the findings, and one of the clients. */
  readonly ledger?: Ledger;
  /** Data card of the traffic, where it was computed before; computed by default. */
  readonly card?: DataCard;
}

/**
 * Writes an Excel workbook on traffic: a summary, the findings, the clients by evidence (those that findings
 * accuse, then those with the highest scores), traffic by country, port and hour with native charts, all
 * sources, the flagged records with coloured scores, and the rejects. Times are dates and bytes are numbers;
 * headers are frozen and have filters. Text from records stays text and is never computed. Tables with more
 * rows than a sheet holds continue in further sheets, and the summary says so.
 *
 * Checked with openpyxl and LibreOffice, not with Excel itself.
 *
 * @param file path of the `.xlsx` file; its folder is created where missing
 * @param options `detection`, `ledger`, `card`, `rowsPerSheet`, `signal` and `onProgress`
 * @returns the sheets after the summary, with their numbers of rows
 * @throws when the file cannot be written, the records are not local, or the signal's reason when stopped
 *
 * @example
 * const [detection, ledger] = [await detectAnomalies(traffic), await investigate(traffic)];
 * await writeWorkbook(traffic, 'reports/workbook.xlsx', { detection, ledger });
 */
export async function writeWorkbook(
  traffic: Traffic,
  file: string,
  options: WriteWorkbookOptions = {},
): Promise<readonly SheetPart[]> {
  checkOptions('writeWorkbook', options, [
    'detection',
    'ledger',
    'card',
    'rowsPerSheet',
    'signal',
    'onProgress',
  ]);
  const { detection, ledger, signal } = options;
  const operation = { ...(signal && { signal }) };
  const card = options.card ?? (await describeTraffic(traffic, operation));
  const evidence = ledger || detection ? await clientsByEvidence(traffic, options) : undefined;
  const made: Table[] = [];
  const upload = async (columns: UploadColumns) => {
    const table = await traffic.engine.uploadTable(columns, operation);
    made.push(table);
    return table.name;
  };
  try {
    const tables = {
      ...(ledger && { findings: await upload(findingColumns(ledger)) }),
      ...(evidence && { clients: await upload(evidence.columns) }),
    };
    const write = (flagged?: FlaggedRecords) =>
      writeSheets(traffic, workbookSheets(tables, flagged), file, {
        ...options,
        front: (parts) => workbookSummary(card, { detection, ledger, evidence }, parts),
      });
    return await (detection ? withFlagged(traffic, detection, operation, write) : write());
  } finally {
    for (const table of made) await table.drop();
  }
}

/** Keeps the flagged records in tables, the highest score first, while `use` runs. */
async function withFlagged<Result>(
  traffic: Traffic,
  detection: Detection,
  operation: LongOperation,
  use: (flagged: FlaggedRecords) => Promise<Result>,
): Promise<Result> {
  const { connection } = requireLocal(traffic).engine;
  const matchedRules = await readMatchedRules(traffic, detection.rowIds, operation);
  return withScoredTable(
    connection,
    { ...detection, matchedRules },
    { ...operation, onlyAnomalies: true },
    async (scored) => {
      const places = `${scored.places}_by_score`;
      await connection.run(
        `create temp table ${places} as
         select *, row_number() over (order by anomaly_score desc, row_id) - 1 as place from ${scored.places}`,
      );
      try {
        return await use({ ...scored, places });
      } finally {
        await connection.run(`drop table ${places}`);
      }
    },
  );
}
