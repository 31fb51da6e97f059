import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { addressList, type ListedAddress } from '../enrich/address-list.js';
import { inputError } from '../text/input-error.js';
import { stixIndicators } from './stix-indicators.js';

/**
 * Reads a file of indicators as a deny list for `enrichAddresses`: a STIX 2.1 bundle, or lines of
 * `address or CIDR, comment, expiry`. Every entry names the file and a date, so that a finding can: the indicator's
 * own, or else the day on which the file was last changed.
 *
 * @param file path, relative to the repository root in a notebook
 * @throws an InputError when it cannot be read, is no bundle, or has a bad line
 *
 * @example
 * await enrichAddresses(traffic, { lists: await indicatorList('my-indicators.txt') });
 */
export async function indicatorList(file: string): Promise<readonly ListedAddress[]> {
  const name = path.basename(file);
  let text: string;
  let changed: Date;
  try {
    text = await readFile(file, 'utf8');
    changed = (await stat(file)).mtime;
  } catch (error) {
    throw inputError(
      `${file}: cannot be read as a list of indicators (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
  if (/^\s*[{[]/.test(text)) return stixIndicators(text, name);
  const date = changed.toISOString().slice(0, 10);
  return addressList(text, 'deny').map((entry) => ({
    ...entry,
    comment: [name, entry.comment, date].filter((part) => part !== '').join(', '),
  }));
}
