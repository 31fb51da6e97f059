import type { Detection } from '../../detect/detect-anomalies.js';
import { CLIENT } from '../../detect/explain-records.js';
import type { Engine } from '../../engine/engine.js';
import type { PageClients, RecordColumns } from './record-columns.js';

/** What the evidence by client says of records. */
export type ScoredClients = Pick<Detection, 'rowIds' | 'reasons'> & Partial<Pick<Detection, 'clientScores'>>;

/**
 * Reads what the page says of clients beyond their records, in the order of the texts of `src_ip`.
 *
 * @param columns every record with its `src_ip` and `row_id`
 */
export async function pageClients(
  engine: Engine,
  { texts, numbers }: Pick<RecordColumns, 'texts' | 'numbers'>,
  { rowIds, clientScores = null, reasons }: ScoredClients,
): Promise<PageClients> {
  const { values = [], codes = [] } = texts.src_ip ?? {};
  const ids = numbers.row_id ?? [];
  const codeOf = new Map(Array.from(ids, (id, row) => [id, codes[row]!]));
  const scores = clientScores && new Array<number | null>(values.length).fill(null);
  const own = new Array<string>(values.length).fill('');
  for (let position = 0; position < rowIds.length; position++) {
    const code = codeOf.get(rowIds[position]!);
    if (code === undefined || code >= values.length) continue;
    if (scores && clientScores) scores[code] = clientScores[position]!;
    own[code] ||= reasons(position).find(({ feature }) => feature === CLIENT)?.text ?? '';
  }
  const known = (await engine.hasTable('addresses'))
    ? await engine.query<{ ip: string; owner: string }>(
        'select ip, owner from addresses where owner is not null and ip in (select src_ip from traffic)',
      )
    : [];
  const owners = new Map(known.map(({ ip, owner }) => [ip, owner]));
  return { scores, reasons: own, owners: values.map((address) => owners.get(address) ?? null) };
}
