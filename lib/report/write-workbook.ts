import { DOUBLE, type DuckDBType, type DuckDBValue, FLOAT, INTEGER, VARCHAR } from '@duckdb/node-api';
import { type DataCard, describeTraffic } from '../analyze/describe-traffic.js';
import type { Detection } from '../detect/detect-anomalies.js';
import type { UploadColumns } from '../engine/engine.js';
import { requireLocal, type Traffic } from '../load/traffic.js';
import { readMatchedRules } from '../rules/matched-rules.js';
import { checkOptions } from '../text/check-options.js';
import { withScoredTable } from './scored-table.js';
import { type TopClient, topClients } from './top-clients.js';
import { type FlaggedRecords, workbookSheets } from './workbook-sheets.js';
import { workbookSummary } from './workbook-summary.js';
import type { SheetPart } from './xlsx/sheet.js';
import { type WriteSheetsOptions, writeSheets } from './xlsx/write-sheets.js';

/** Clients on the sheet of unusual ones. */
const MAX_CLIENTS = 1_000;

/** Options of {@link writeWorkbook}. */
export interface WriteWorkbookOptions extends Omit<WriteSheetsOptions, 'front'> {
  /** Scores of the records: adds a sheet of the flagged records, and one of the clients with the highest scores. */
  readonly detection?: Detection;
  /** Data card of the traffic, where it was computed before; computed by default. */
  readonly card?: DataCard;
}

/**
 * Writes an Excel workbook on traffic: a summary, traffic by country, port and hour with native charts, the
 * clients, the flagged records and the unusual clients with coloured scores, and the rejects. Times are dates and bytes are numbers;
 * headers are frozen and have filters. Text from records stays text and is never computed. Tables with more
 * rows than a sheet holds continue in further sheets, and the summary says so.
 *
 * Checked with openpyxl and LibreOffice, not with Excel itself.
 *
 * @param file path of the `.xlsx` file; its folder is created where missing
 * @param options `detection`, `card`, `rowsPerSheet`, `signal` and `onProgress`
 * @returns the sheets after the summary, with their numbers of rows
 * @throws when the file cannot be written, the records are not local, or the signal's reason when stopped
 *
 * @example
 * await writeWorkbook(traffic, 'reports/workbook.xlsx', { detection: await detectAnomalies(traffic) });
 */
export async function writeWorkbook(
  traffic: Traffic,
  file: string,
  options: WriteWorkbookOptions = {},
): Promise<readonly SheetPart[]> {
  checkOptions('writeWorkbook', options, ['detection', 'card', 'rowsPerSheet', 'signal', 'onProgress']);
  const { detection, signal } = options;
  const operation = { ...(signal && { signal }) };
  const card = options.card ?? (await describeTraffic(traffic, operation));
  const write = (flagged?: FlaggedRecords) =>
    writeSheets(traffic, workbookSheets(flagged), file, {
      ...options,
      front: (parts) => workbookSummary(card, detection, parts),
    });
  if (detection === undefined) return write();
  const { engine } = requireLocal(traffic);
  const { connection } = engine;
  const unusual = await topClients(traffic, detection, { limit: MAX_CLIENTS });
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
      const clients = await engine.uploadTable(clientColumns(unusual), { ...operation });
      try {
        return await write({ ...scored, places, clients: clients.name });
      } finally {
        await clients.drop();
        await connection.run(`drop table ${places}`);
      }
    },
  );
}

/** Clients as columns, in their order by `place`; times as milliseconds since 1970. */
function clientColumns(clients: readonly TopClient[]): UploadColumns {
  const column = (type: DuckDBType, value: (client: TopClient) => DuckDBValue | undefined) => ({
    type,
    values: clients.map((client) => value(client) ?? null),
  });
  return {
    place: { type: INTEGER, values: clients.map((_, place) => place) },
    src_ip: column(VARCHAR, (client) => client.src_ip),
    client_score: column(FLOAT, (client) => client.client_score),
    records: column(INTEGER, (client) => client.records),
    flagged: column(INTEGER, (client) => client.flagged),
    highest_score: column(FLOAT, (client) => client.highest_score),
    top_reasons: column(VARCHAR, (client) => client.top_reasons),
    row_id: column(INTEGER, (client) => client.row_id),
    creation_time: column(DOUBLE, (client) => client.creation_time.getTime()),
    request: column(VARCHAR, (client) => client.request),
    country: column(VARCHAR, (client) => client.country),
    owner: column(VARCHAR, (client) => client.owner),
    bytes_in: column(DOUBLE, (client) => client.bytes_in),
    bytes_out: column(DOUBLE, (client) => client.bytes_out),
  };
}
