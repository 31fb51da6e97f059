import { inputError } from '../../text/input-error.js';
import { isRemote } from '../file-names.js';
import type { RecordFilter } from '../filter/record-filter.js';
import type { Traffic } from '../traffic.js';
import { sourceAddress } from './source-address.js';
import type { SourceTask } from './source-task.js';

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
  const given = `${address.protocol}//${address.host}${address.pathname}`;
  if (names.length > 1)
    throw inputError(`${given}: records that stay there cannot be opened together with others.`);
  if (address.protocol !== 'trino:')
    throw inputError(`${given}: only the records of trino:// can stay where they are.`);
  return (await import('./trino-traffic.js')).trinoTraffic(address, task, filter);
}
