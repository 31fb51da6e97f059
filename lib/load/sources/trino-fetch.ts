import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openDuckDB } from '../../engine/duckdb.js';
import type { SqlParameter } from '../../engine/query.js';
import { streamTrino } from '../../engine/trino/stream-trino.js';
import type { TrinoServer } from '../../engine/trino/trino-server.js';
import { watch } from '../../engine/watch.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { CACHED_PARQUET } from '../cached-parquet.js';
import { quoteLiteral, quoteName } from '../sql-text.js';
import { ORDER, type WantedColumn } from './trino-columns.js';

/** What does not fit while the records are sorted is spilled to disk. */
const MEMORY = '400MB';
/** Records that are held in memory before they are written. */
const PART = 200_000;

/** Which records are fetched from where. */
interface Wanted {
  readonly trino: TrinoServer;
  /** What follows `from` in SQL. */
  readonly from: string;
  readonly values: Readonly<Record<string, SqlParameter>>;
  readonly columns: readonly WantedColumn[];
  /** How many there are, for the progress. */
  readonly records: number;
}

/**
 * Fetches records page by page into `trino.parquet` in a folder, sorted, in memory that does not grow with their number.
 *
 * @throws as `streamTrino` does; the signal's reason when it was stopped, and the query is cancelled on the server
 */
export async function fetchTrino(wanted: Wanted, folder: string, operation: LongOperation): Promise<void> {
  const { trino, from, values, columns, records } = wanted;
  const { signal, onProgress } = operation;
  const connection = await openDuckDB();
  const inFolder = (name: string) => quoteLiteral(path.join(folder, name));
  const typed = columns
    .map(({ name, type }, i) => `cast(v[${i + 1}] as ${type}) as ${quoteName(name)}`)
    .join(', ');
  const parts: string[] = [];
  let [done, held] = [0, 0];
  const writePart = async () => {
    const part = path.join(folder, `part-${parts.length}.parquet`);
    await connection.run(`copy received to ${quoteLiteral(part)} ${CACHED_PARQUET}; drop table received`);
    parts.push(part);
    held = 0;
  };
  try {
    await connection.run(`set memory_limit = '${MEMORY}'; set temp_directory = ${inFolder('spilled')}`);
    const select = `select ${columns.map(({ text }) => text).join(', ')} from ${from}`;
    for await (const { rows } of streamTrino(trino, select, values, { signal })) {
      if (rows.length === 0) continue;
      if (held === 0)
        await connection.run(
          `create table received as select ${typed} from (select null::varchar[] as v) where false`,
        );
      // One text for all values of a page: the engine reads JSON faster than values are handed over one by one.
      await connection.run(
        `insert into received select ${typed} from (select unnest(from_json($page, '[["VARCHAR"]]')) as v)`,
        { page: JSON.stringify(rows) },
      );
      done += rows.length;
      held += rows.length;
      onProgress?.({ done: Math.min(done, records), total: records, unit: 'records', note: 'Trino' });
      if (held >= PART) await writePart();
    }
    if (held > 0) await writePart();
    const kept = columns.map(({ name }) => name).filter((name) => name !== ORDER);
    const first = columns.some(({ name }) => name === ORDER) ? ORDER : 'creation_time';
    const order = [first, ...kept.filter((name) => name !== first)].map(quoteName).join(', ');
    await watch(connection, 'Trino: sorting', operation, () =>
      connection.run(
        `copy (select ${kept.map(quoteName).join(', ')} from read_parquet([${parts.map(quoteLiteral).join(', ')}])
          order by ${order}) to ${inFolder('trino.parquet')} ${CACHED_PARQUET}`,
      ),
    );
  } finally {
    connection.closeSync();
  }
  for (const part of [...parts, path.join(folder, 'spilled')])
    await rm(part, { recursive: true, force: true });
}
