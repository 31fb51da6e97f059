import { inputError } from '../../text/input-error.js';
import { isRemote } from '../file-names.js';
import type { RecordFilter } from '../filter/record-filter.js';
import { findFiles } from '../find-files.js';
import type { InputFile } from '../input-file.js';
import type { Traffic } from '../traffic.js';
import { sourceAddress } from './source-address.js';
import type { SourceTask } from './source-task.js';

/** What brings records from elsewhere, by the scheme of the address; each is loaded only where it is asked for. */
const SOURCES: Readonly<
  Record<string, () => Promise<(address: URL, task: SourceTask) => Promise<readonly InputFile[]>>>
> = {
  'athena:': async () => (await import('./athena.js')).athenaFiles,
  'cloudwatch:': async () => (await import('./cloudwatch.js')).cloudWatchFiles,
  's3:': async () => (await import('./s3.js')).s3Files,
  'trino:': async () => (await import('./trino.js')).trinoFiles,
};

/**
 * Finds the files that hold the records of a name: those of the file system, or those that a source elsewhere was
 * fetched into.
 *
 * @throws an InputError when nothing is found, the source cannot be read, or the address has no known scheme
 */
export async function sourceFiles(name: string, task: SourceTask): Promise<readonly InputFile[]> {
  if (!isRemote(name)) return findFiles(name);
  const address = sourceAddress(name);
  const source = SOURCES[address.protocol];
  if (source === undefined)
    throw inputError(
      `${address.protocol}// cannot be read; give a file, or an address with ${Object.keys(SOURCES).join('//, ')}//.`,
    );
  return (await source())(address, task);
}

/**
 * Opens records that stay where they are, where a name says so (`?fetch=false`); undefined where none does.
 *
 * @throws an InputError when there are other names beside it, or the place cannot be asked
 */
export async function remoteTraffic(
  names: readonly string[],
  task: SourceTask,
  filter: RecordFilter | undefined,
): Promise<Traffic | undefined> {
  const address = names
    .filter(isRemote)
    .map(sourceAddress)
    .find(({ searchParams }) => searchParams.get('fetch') === 'false');
  if (address === undefined) return undefined;
  const displayName = `${address.protocol}//${address.host}${address.pathname}`;
  if (names.length > 1)
    throw inputError(`${displayName}: records that stay there cannot be opened together with others.`);
  if (address.protocol !== 'trino:')
    throw inputError(`${displayName}: only the records of trino:// can stay where they are.`);
  return (await import('./trino-traffic.js')).trinoTraffic(address, task, filter);
}
