import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../../engine/query.js';
import { quoteLiteral, quotePath } from '../../engine/sql-text.js';
import { allColumns } from '../../schema/columns.js';
import { CACHE } from '../cache.js';
import { keepBehindMasks } from './behind-masks.js';
import { MAY_HOLD_ADDRESS, maskAddresses as maskAddressesIn } from './mask-addresses.js';
import { createPseudonyms, type TextKind } from './pseudonyms.js';

/** Texts that are masked at a time. */
const PAGE = 20_000;
/** One key for the process, so that all that a notebook opens is masked alike; it is written nowhere. */
const pseudonyms = createPseudonyms(randomBytes(32));

const ADDRESSES = ['src_ip', 'dst_ip'];
/** A text as it stands where traffic is redacted. */
export const maskedText = (text: string): string => pseudonyms.text(text, 'agent');

/** Columns of text: an attacker may write into any of them. */
const TEXTS = allColumns
  .filter(({ name, type }) => type === 'VARCHAR' && !ADDRESSES.includes(name))
  .map(({ name }) => name);
/** Texts of the other views that files or their writers may have chosen. */
const OTHER_TEXTS: Readonly<Record<string, readonly string[]>> = {
  labels: ['label', 'label_column'],
  rejects: ['file', 'column_name', 'reason'],
};
const KINDS: Readonly<Record<string, TextKind>> = { uri: 'url', referer: 'url', user_agent: 'agent' };
const kindOf = (name: string): TextKind => KINDS[name] ?? 'text';

/**
 * Replaces the views `traffic`, `labels`, `rejects` and `ip_keys` by masked copies: whatever is asked or written later
 * sees masks only. Addresses become other addresses, the values of queries become tokens, the same for the same value;
 * of rejected rows nothing is shown but why they were rejected. Columns without either stay as they are.
 *
 * @returns the SELECT that `traffic` stands for from then on
 * @throws the signal's reason when stopped
 */
export async function redact(connection: DuckDBConnection, signal?: AbortSignal): Promise<string> {
  const folder = path.join(CACHE, `redacted-${randomUUID()}.partial`);
  await mkdir(folder, { recursive: true });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const addresses = await maskAddresses(connection);
  const texts = await maskTexts(connection, signal);
  const masked = (view: string, columns: readonly string[], more = '') => {
    const masks = columns.filter((name) => ADDRESSES.includes(name) || texts.columns.has(`${view}.${name}`));
    const each = columns.map((name) =>
      ADDRESSES.includes(name)
        ? `of_${name}.mask as "${name}"`
        : masks.includes(name)
          ? `coalesce(of_${name}.mask, t."${name}") as "${name}"`
          : `t."${name}"`,
    );
    return `select ${each.join(', ')}${more} from ${view} t ${masks.map(join).join(' ')}`;
  };
  const copies: Readonly<Record<string, string>> = {
    traffic: `${masked('traffic', ['row_id', ...allColumns.map(({ name }) => name)])} order by t.row_id`,
    labels: masked('labels', ['row_id', 'label', 'label_column']),
    rejects: `select file, line, column_name, value, reason from (${masked('rejects', ['file', 'line', 'column_name', 'reason'], ", case when t.value is not null then '[masked]' end as value")})`,
    ip_keys: 'select mask as ip, ip_key(mask) as ip_key from masked_addresses',
  };
  const file = (view: string) => quoteLiteral(path.join(folder, `${view}.parquet`));
  const stored = (view: string) =>
    `select * from read_parquet(${quotePath(path.join(folder, `${view}.parquet`))})`;
  for (const [view, select] of Object.entries(copies)) {
    signal?.throwIfAborted();
    await connection.run(`copy (${select}) to ${file(view)} (format parquet)`);
  }
  for (const view of Object.keys(copies))
    await connection.run(`create or replace view ${view} as ${stored(view)}`);
  await connection.run('drop table masked_addresses; drop table masked_texts');
  keepBehindMasks(connection, { addresses, texts: texts.behind });
  return stored('traffic');
}

/** The masks of one column, as a join. Columns without masked texts need none. */
const join = (name: string): string =>
  ADDRESSES.includes(name)
    ? `left join masked_addresses of_${name} on of_${name}.ip = t."${name}"`
    : `left join masked_texts of_${name} on of_${name}.text = t."${name}" and of_${name}.kind = '${kindOf(name)}'`;

async function maskAddresses(connection: DuckDBConnection): Promise<ReadonlyMap<string, string>> {
  const rows = await query<{ ip: string }>(
    connection,
    'select src_ip as ip from traffic union select dst_ip from traffic where dst_ip is not null',
  );
  const ips = new Set(rows.map((row) => row.ip));
  const forwarded = await query<{ text: string }>(
    connection,
    'select distinct forwarded_for as text from traffic where forwarded_for is not null',
  );
  const note = (ip: string) => {
    ips.add(ip);
    return ip;
  };
  for (const { text } of forwarded) maskAddressesIn(text, { isKnown: () => false, address: note });
  await connection.run('create or replace temp table masked_addresses (ip varchar, mask varchar)');
  const appender = await connection.createAppender('masked_addresses', 'main', 'temp');
  const behind = new Map<string, string>();
  for (const ip of pseudonyms.shuffled([...ips])) {
    const mask = pseudonyms.address(ip);
    behind.set(mask, ip);
    appender.appendVarchar(ip);
    appender.appendVarchar(mask);
    appender.endRow();
  }
  appender.closeSync();
  return behind;
}

interface MaskedTexts {
  /** The text behind each mask. */
  readonly behind: ReadonlyMap<string, string>;
  /** Columns that have a masked text, as `view.column`. */
  readonly columns: ReadonlySet<string>;
}

async function maskTexts(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
): Promise<MaskedTexts> {
  const each = Object.entries({ traffic: TEXTS, ...OTHER_TEXTS }).flatMap(([view, names]) =>
    names.map(
      (name) =>
        `select distinct '${view}.${name}' as place, '${kindOf(name)}' as kind, "${name}" as text from ${view} where "${name}" is not null`,
    ),
  );
  // By kind and not by column: a text may stand in several.
  await connection.run(`create or replace temp table masked_texts (kind varchar, text varchar, mask varchar);
    create or replace temp table text_places as select * from (${each.join(' union all ')})
      where regexp_matches(text, ${quoteLiteral(`[?]|${MAY_HOLD_ADDRESS}`)});
    create or replace temp table sent_texts as select cast(row_number() over () as integer) as place, kind, text
      from (select distinct kind, text from text_places)`);
  const appender = await connection.createAppender('masked_texts', 'main', 'temp');
  const behind = new Map<string, string>();
  for (let from = 1; ; from += PAGE) {
    signal?.throwIfAborted();
    const page = await query<{ kind: TextKind; text: string }>(
      connection,
      `select kind, text from sent_texts where place between ${from} and ${from + PAGE - 1}`,
    );
    for (const { kind, text } of page) {
      const mask = pseudonyms.text(text, kind);
      if (mask === text) continue;
      behind.set(mask, text);
      appender.appendVarchar(kind);
      appender.appendVarchar(text);
      appender.appendVarchar(mask);
      appender.endRow();
    }
    if (page.length < PAGE) break;
  }
  appender.closeSync();
  const places = await query<{ place: string }>(
    connection,
    'select distinct place from text_places semi join masked_texts using (kind, text)',
  );
  await connection.run('drop table sent_texts; drop table text_places');
  return { behind, columns: new Set(places.map(({ place }) => place)) };
}
