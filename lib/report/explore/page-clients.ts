import type { Detection } from '../../detect/detect-anomalies.js';
import { CLIENT } from '../../detect/explain-records.js';
import type { Engine } from '../../engine/engine.js';
import type { PageClients, RecordColumns } from './record-columns.js';

/** What the evidence by client says of records. */
export type ScoredClients = Pick<Detection, 'rowIds' | 'reasons'> & Partial<Pick<Detection, 'clientScores'>>;

const NOT_SCORED: ScoredClients = { rowIds: new Int32Array(), reasons: () => [] };

/**
 * Reads what the page says of clients beyond their records, in the order of the texts of `src_ip`: their owners
 * and lists where `enrichAddresses` looked them up, and scores where each row is a record.
 *
 * @param columns rows with their `src_ip` and, where they are records, `row_id`
 * @param scored null without a detector
 */
export async function pageClients(
  engine: Engine,
  { texts, numbers }: Pick<RecordColumns, 'texts' | 'numbers'>,
  scored: ScoredClients | null,
): Promise<PageClients> {
  const { rowIds, clientScores = null, reasons } = scored ?? NOT_SCORED;
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
    ? await engine.query<{ ip: string; owner: string | null; kinds: string }>(
        `select ip, owner, array_to_string(list_sort(list_distinct(regexp_extract_all(coalesce(known, ''), 'listed as ([a-z]+) ', 1))), ' ') as kinds
         from addresses where (owner is not null or known is not null) and ip in (select src_ip from traffic)`,
      )
    : [];
  const about = new Map(known.map((row) => [row.ip, row]));
  return {
    scores,
    reasons: own,
    owners: values.map((address) => about.get(address)?.owner ?? null),
    lists: values.map((address) => about.get(address)?.kinds.split(' ').filter(Boolean) ?? []),
  };
}
