import { existsSync } from 'node:fs';
import { quotePath } from '../engine/sql-text.js';
import { withUnmasked } from '../enrich/with-unmasked.js';
import type { Traffic } from '../load/traffic.js';
import { truthHeader } from '../simulate/format-csv.js';
import { truthPath } from '../simulate/truth-path.js';

/** First numbers of 240.0.0.0/4, which is reserved: simulated clients are there, and no real ones. */
const RESERVED = Array.from({ length: 16 }, (_, i) => String(240 + i));

/**
 * Says whether records are simulated: beside each file lies the truth file that the simulator writes (`truthPath`), with its
 * columns, and every client is in 240.0.0.0/4, which belongs to nobody. Real records never fulfil both.
 *
 * @returns `all`, `some` where it holds for some of the files only, or `none`
 *
 * @example
 * await simulatedShare(await openTraffic('data/cybersecurity_data.csv')); // 'all'
 */
export async function simulatedShare(traffic: Traffic): Promise<'all' | 'some' | 'none'> {
  const { engine, files } = traffic;
  const truths = files.map(truthPath).filter((file) => existsSync(file));
  let simulated = 0;
  for (const file of truths) if (await isTruth(traffic, file)) simulated++;
  if (simulated === 0) return 'none';
  const { reserved, others } = await withUnmasked(engine, (unmasked) => countReserved(traffic, unmasked));
  if (simulated === files.length) return others ? 'none' : 'all';
  return reserved ? 'some' : 'none';
}

async function isTruth({ engine }: Traffic, file: string): Promise<boolean> {
  const from = /\.parquet$/i.test(file)
    ? `read_parquet(${quotePath(file)})`
    : `read_csv(${quotePath(file)}, header = true, all_varchar = true)`;
  const columns = await engine.withLocal((local) =>
    local.query<{ column_name: string }>(`select column_name from (describe select * from ${from})`),
  );
  return columns.map(({ column_name }) => column_name).join(',') === truthHeader.trim();
}

/** Whether there are clients in the reserved range, and others; of masked records, by the addresses behind the masks. */
async function countReserved(
  { engine }: Traffic,
  unmasked: string | null,
): Promise<{ readonly reserved: boolean; readonly others: boolean }> {
  const list = RESERVED.map((number) => `'${number}'`).join(', ');
  const clients =
    unmasked === null
      ? 'select src_ip as address from traffic'
      : `select coalesce(address, src_ip) as address from traffic left join ${unmasked} as u on u.ip = src_ip`;
  const [counts] = await engine.query<{ reserved: number; others: number }>(
    `select coalesce(sum(case when split_part(address, '.', 1) in (${list}) then 1e0 else 0e0 end), 0e0) as reserved,
       coalesce(sum(case when split_part(address, '.', 1) in (${list}) then 0e0 else 1e0 end), 0e0) as others
     from (${clients}) as clients where address is not null`,
  );
  return { reserved: (counts?.reserved ?? 0) > 0, others: (counts?.others ?? 0) > 0 };
}
