import { INTEGER, VARCHAR } from '@duckdb/node-api';
import type { DataCard } from '../analyze/describe-traffic.js';
import type { Detection } from '../detect/detect-anomalies.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Ledger } from '../findings/investigate.js';
import { listAge } from '../findings/list-age.js';
import type { Traffic } from '../load/traffic.js';
import type { FlaggedGroup } from './verdict.js';

/** Share of the flagged records from which on a group explains them. */
const MIN_SHARE = 0.5;
/** What explains more comes first. */
const ORDER: readonly FlaggedGroup['what'][] = ['list', 'client', 'owner', 'accused'];

type Row = {
  readonly what: FlaggedGroup['what'];
  readonly name: string;
  readonly records: number;
  readonly first_list: string | null;
  readonly last_list: string | null;
};

/** Finds what explains at least half of the flagged records: a kind of list, a client, an owner, or the findings. */
export async function flaggedGroup(
  traffic: Traffic,
  { rowIds, isAnomaly, anomalies }: Pick<Detection, 'rowIds' | 'isAnomaly' | 'anomalies'>,
  { card, ledger }: { readonly card: DataCard; readonly ledger: Pick<Ledger, 'findings'> },
): Promise<FlaggedGroup | null> {
  if (anomalies === 0) return null;
  const { engine } = traffic;
  const accused = ledger.findings.filter(({ accuses }) => accuses).flatMap(({ clients }) => clients);
  const flagged = await engine.uploadTable(
    { row_id: { type: INTEGER, values: rowIds.filter((_, i) => isAnomaly[i] === 1) } },
    { name: 'flagged_records' },
  );
  const clients = await engine.uploadTable(
    { src_ip: { type: VARCHAR, values: accused } },
    { name: 'accused_clients' },
  );
  const enriched = await engine.hasTable('addresses');
  try {
    const rows = await engine.query<Row>(
      readSqlFile('investigate/flagged-groups'),
      {},
      enriched
        ? {}
        : {
            relations: {
              addresses:
                'select cast(null as varchar) as ip, cast(null as varchar) as owner, cast(null as varchar) as known_kind, cast(null as varchar) as known',
            },
          },
    );
    const [top] = rows
      .filter(({ records }) => records >= MIN_SHARE * anomalies)
      .sort((a, b) => ORDER.indexOf(a.what) - ORDER.indexOf(b.what));
    if (top === undefined) return null;
    const { what, name, records } = top;
    const lists = [top.first_list, top.last_list].filter((list): list is string => list !== null);
    const named = /\(([^()]*)\)/.exec(lists[0] ?? '')?.[0];
    return {
      what,
      name: what === 'list' && named !== undefined ? `${name} ${named}` : name,
      records,
      age: listAge(lists, card),
    };
  } finally {
    await clients.drop();
    await flagged.drop();
  }
}
