import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { athenaError } from '../../engine/athena/athena-error.js';
import { connectAthena } from '../../engine/athena/athena-library.js';
import { type AthenaSettings, runAthena } from '../../engine/athena/run-athena.js';
import { streamAthena } from '../../engine/athena/stream-athena.js';
import { collectBatches, withoutRows } from '../../engine/column-batch.js';
import { withDuckDB } from '../../engine/duckdb.js';
import { runInterruptible } from '../../engine/run-interruptible.js';
import { quoteLiteral, quoteName, quotePath } from '../../engine/sql-text.js';
import { inputError } from '../../text/input-error.js';
import type { InputFile } from '../input-file.js';
import { athenaAddress } from './athena-address.js';
import { type FirstRow, type TableSource, tableFiles, type WantedRecords } from './remote-table.js';
import { s3Files } from './s3.js';
import { sortedCopy, typedColumns } from './sorted-copy.js';
import type { SourceTask } from './source-task.js';
import type { WantedColumn } from './wanted-columns.js';

/** What does not fit while the records are sorted is spilled to disk. */
const MEMORY = '400MB';
/**
 * Brings the records of a table or view in Athena to this machine, as `tableFiles` says, in the order that those of Trino have. Athena writes the records as one CSV file to the place of its results in S3,
 * from which they are fetched; the file stays there. A table whose partitions are not its creation times is scanned as a whole,
 * at most `?maxBytes`: a view that narrows them down costs less.
 *
 * What Athena itself does with the SQL was not tried, only with Trino's engine and Athena's protocol.
 *
 * @param address `athena://catalog/database/table`; see `athenaAddress`
 * @throws as `tableFiles` does, with a limit of 20 million records unless `?limit` says otherwise
 */
export function athenaFiles(address: URL, task: SourceTask): Promise<readonly InputFile[]> {
  const parsed = athenaAddress(address);
  const displayName = `athena://${address.hostname}${address.pathname}`;
  const { place } = parsed;
  const source: TableSource = {
    ...parsed,
    displayName,
    alternative: 'query Athena itself with openAthena',
    async describe(sql, signal) {
      const { columns } = await collectBatches(streamAthena(place, withoutRows(sql), {}, { signal }));
      // Athena does not say what lists and maps hold, and nothing here depends on it.
      return columns.map(({ name, type }) => ({
        name,
        type: /^(array|map|row)$/.test(type) ? `${type}()` : type,
      }));
    },
    firstRow: async (sql, values, signal) =>
      (await collectBatches(streamAthena(place, sql, values, { signal }))).rows[0] as FirstRow | undefined,
    async download(wanted, target, own) {
      const [csv] = await s3Files(await resultOf(place, wanted, displayName, own), { ...own, period: {} });
      await writeSorted(csv!.path, wanted.columns, target, own);
      // It is in S3 still, and here twice otherwise.
      await rm(dirname(csv!.path), { recursive: true, force: true });
    },
  };
  return tableFiles(source, address, task);
}

/** Has Athena write the records, and says where. */
async function resultOf(
  place: AthenaSettings,
  { columns, from, values }: WantedRecords,
  displayName: string,
  task: SourceTask,
): Promise<URL> {
  const select = `select ${columns.map(({ text, name }) => `${text} as ${quoteName(name)}`).join(', ')} from ${from}`;
  const athena = await connectAthena();
  try {
    const { output } = await runAthena(athena, place, select, values, task);
    if (output === undefined)
      throw inputError(
        `${displayName}: the workgroup keeps results to itself; say where else with ?output=bucket/results/.`,
      );
    return new URL(output);
  } catch (error) {
    task.signal?.throwIfAborted();
    throw athenaError(error, select, displayName);
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
  const read = `read_csv(${quotePath(csv)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = false)`;
  try {
    await withDuckDB(async (connection) => {
      await connection.run(
        `set memory_limit = '${MEMORY}'; set temp_directory = ${quoteLiteral(`${target}-spilled`)}`,
      );
      await runInterruptible(connection, 'Athena: sorting', task, () =>
        connection.run(sortedCopy(`(select ${typedColumns(columns)} from ${read})`, columns, target)),
      );
    });
  } finally {
    await rm(`${target}-spilled`, { recursive: true, force: true });
  }
}
