import type { HtmlBlock } from '../text/html-block.js';
import { type TableColumn, type TableOptions, table } from '../text/table.js';
import type { TopAnomaly } from './top-anomalies.js';
import type { TopClient } from './top-clients.js';

const TITLES: Readonly<Record<string, string | undefined>> = {
  row_id: 'row',
  creation_time: 'time',
  client_score: 'score',
  highest_score: 'highest',
};

/** Columns of a table of anomalies or clients, under the short headings that the page has for them. */
export function anomalyColumns(names: readonly string[]): readonly (string | TableColumn)[] {
  // Beside the score of a record, that of its client has its full name.
  const titles = names.includes('anomaly_score') ? { ...TITLES, client_score: undefined } : TITLES;
  return names.map((name) => {
    const title = titles[name];
    return title === undefined ? name : { name, title, format: undefined };
  });
}

/**
 * Makes a table of the most anomalous records, as the report shows it.
 *
 * @param anomalies rows of `topAnomalies`
 * @param options `caption` and the other options of `table`, except its columns
 *
 * @example
 * show(anomaliesBlock(await topAnomalies(traffic, detection), { caption: 'The records with the highest scores' }));
 */
export function anomaliesBlock(
  anomalies: readonly TopAnomaly[],
  options: Omit<TableOptions, 'columns'> = {},
): HtmlBlock {
  return table(anomalies, { ...options, columns: anomalyColumns(Object.keys(anomalies[0] ?? {})) });
}

/**
 * Makes a table of the clients that are most unlike the others, as the report shows it.
 *
 * @param clients rows of `topClients`
 * @param options `caption` and the other options of `table`, except its columns
 *
 * @example
 * show(clientsBlock(await topClients(traffic, detection), { caption: 'The clients with the highest scores' }));
 */
export function clientsBlock(
  clients: readonly TopClient[],
  options: Omit<TableOptions, 'columns'> = {},
): HtmlBlock {
  return table(clients, { ...options, columns: anomalyColumns(Object.keys(clients[0] ?? {})) });
}
