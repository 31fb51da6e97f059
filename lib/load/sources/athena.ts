import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { athenaError } from '../../engine/athena/athena-error.js';
import { connectAthena } from '../../engine/athena/athena-library.js';
import { describeAthena } from '../../engine/athena/describe-athena.js';
import { runAthena } from '../../engine/athena/run-athena.js';
import { streamAthena } from '../../engine/athena/stream-athena.js';
import { withDuckDB } from '../../engine/duckdb.js';
import { quoteLiteral, quoteName } from '../../engine/sql-text.js';
import { watch } from '../../engine/watch.js';
import { count } from '../../text/count.js';
import { inputError } from '../../text/input-error.js';
import type { InputFile } from '../input-file.js';
import { type AthenaAddress, athenaAddress } from './athena-address.js';
import { drawnSources } from './drawn-sources.js';
import { fetched } from './fetched.js';
import { s3Files } from './s3.js';
import { sortedCopy, typedColumns } from './sorted-copy.js';
import type { SourceTask } from './source-task.js';
import { trinoColumns, type WantedColumn } from './trino-columns.js';
import { trinoPeriod } from './trino-period.js';

/** What does not fit while the records are sorted is spilled to disk. */
const MEMORY = '400MB';
/** To be raised whenever the same table would be fetched differently. */
const FETCH_VERSION = 1;

/** What is asked of a table: its columns, and which records. */
interface Question extends AthenaAddress {
  readonly columns: readonly WantedColumn[];
  readonly from: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Brings the records of a table or view in Athena to this machine, as one Parquet file in the cache, as `trinoFiles` does of
 * Trino: the same columns, period, order and limit. Athena writes the records as one CSV file to the place of its results in S3,
 * from which they are fetched; the file stays there. A table whose partitions are not its creation times is scanned as a whole,
 * at most `?mostBytes`: a view that narrows them down costs less.
 *
 * What Athena itself does with the SQL was not tried, only with Trino's engine and Athena's protocol.
 *
 * @param address `athena://catalog/database/table`; see `athenaAddress`
 * @throws an InputError when it cannot be asked, lacks a required column, holds no records of the period, or more than
 *   `?most` (20 million when left out)
 */
export async function athenaFiles(address: URL, task: SourceTask): Promise<readonly InputFile[]> {
  const { signal, period } = task;
  const meant = athenaAddress(address);
  const { place, table, most, sources } = meant;
  const given = `athena://${address.hostname}${address.pathname}`;
  const columns = await tableColumns(meant, given, signal);
  const times = columns.find(({ name }) => name === 'creation_time')!;
  const where = trinoPeriod(times, period);
  const drawn = drawnSources(table, columns, sources, given);
  const from = `${drawn.from} where ${where.sql}`;
  let found: readonly unknown[] = [];
  const counted = `select count(*) as records, to_hex(checksum(${times.quoted})) as times from ${from}`;
  for await (const { rows, columns: counts } of streamAthena(place, counted, where.values, { signal }))
    if (rows > 0) found = counts.map(({ values }) => values[0]);
  const records = Number(found[0] ?? 0);
  if (records === 0) throw inputError(`${given}: holds no records of the period.`);
  if (records > most)
    throw inputError(
      `${given}: has ${count(records, 'record')} of the period, and at most ${most.toLocaleString('en-US')} are fetched: narrow the time with --from and --to, raise the limit with ?most=${records}, take the records of some of its sources with ?sources=0.01, or ask Athena itself with queryAthena.`,
    );
  const question = { ...meant, columns, from, values: where.values };
  const key = ['athena', FETCH_VERSION, address.href, period, columns, found.map(String)];
  const path = await fetched(key, async (target) => {
    const [csv] = await s3Files(await resultOf(question, given, task), { ...task, period: {} });
    await writeSorted(csv!.path, columns, target, task);
    // It is in S3 still, and here twice otherwise.
    await rm(dirname(csv!.path), { recursive: true, force: true });
  });
  return [{ given, path, ...(drawn.filter && { filter: drawn.filter }) }];
}

async function tableColumns({ place, table }: AthenaAddress, given: string, signal?: AbortSignal) {
  const described = await describeAthena(place, `select * from ${table}`, {}, { signal }).catch(
    (error: Error) => {
      // Where in the SQL helps nobody who wrote none.
      if (error.name !== 'SqlError') throw error;
      throw inputError(`${given}: ${error.message.replace(/^SQL.*?: /, '').replace(/\n[\s\S]*/, '')}`);
    },
  );
  // Athena does not say what lists and maps hold, and nothing here depends on it.
  return trinoColumns(
    described.map(({ name, type }) => ({ name, type: /^(array|map|row)$/.test(type) ? `${type}()` : type })),
    given,
  );
}

/** Has Athena write the records, and says where. */
async function resultOf(
  { place, columns, from, values }: Question,
  given: string,
  task: SourceTask,
): Promise<URL> {
  const select = `select ${columns.map(({ text, name }) => `${text} as ${quoteName(name)}`).join(', ')} from ${from}`;
  const athena = await connectAthena();
  try {
    const { output } = await runAthena(athena, place, select, values, task);
    if (output === undefined)
      throw inputError(
        `${given}: the workgroup keeps results to itself; say where else with ?output=bucket/results/.`,
      );
    return new URL(output);
  } catch (error) {
    task.signal?.throwIfAborted();
    throw athenaError(error, select, given);
  } finally {
    athena.client.destroy();
  }
}

/** In Athena's CSV a text stands in quotes, also an empty one, and NULL is nothing. */
async function writeSorted(
  csv: string,
  columns: readonly WantedColumn[],
  target: string,
  task: SourceTask,
): Promise<void> {
  const read = `read_csv(${quoteLiteral(csv)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = false)`;
  try {
    await withDuckDB(async (connection) => {
      await connection.run(
        `set memory_limit = '${MEMORY}'; set temp_directory = ${quoteLiteral(`${target}-spilled`)}`,
      );
      await watch(connection, 'Athena: sorting', task, () =>
        connection.run(sortedCopy(`(select ${typedColumns(columns)} from ${read})`, columns, target)),
      );
    });
  } finally {
    await rm(`${target}-spilled`, { recursive: true, force: true });
  }
}
