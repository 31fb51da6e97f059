import Papa from 'papaparse';
import { addressRange } from '../load/address-range.js';
import { inputError } from '../text/input-error.js';

/** An entry of your own list: an address or a network. It takes precedence over public lists. */
export interface ListedAddress {
  /** Address or network, such as `192.0.2.0/24`. */
  readonly cidr: string;
  readonly verdict: 'allow' | 'deny';
  readonly comment: string;
  /** First day (UTC, `2026-03-31`) on which the entry is not valid any more; null if it does not expire. */
  readonly expires: string | null;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads an analyst's list with one entry per line: `address or CIDR, comment, expiry`, the last two optional. Blank lines and
 * lines that begin with `#` are skipped.
 *
 * @param text what is in the list
 * @param verdict what being on it means
 * @throws an InputError that names the line of a bad address or date, or says that the verdict is missing
 *
 * @example
 * const lists = parseAddressList('192.0.2.0/24, our monitoring, 2027-12-31', 'allow');
 * await enrichAddresses(traffic, { lists });
 * const { findings } = await investigate(traffic); // nothing accuses these clients
 */
export function parseAddressList(text: string, verdict: 'allow' | 'deny'): readonly ListedAddress[] {
  if (verdict !== 'allow' && verdict !== 'deny')
    throw inputError(
      "Say what being on the list means: parseAddressList(text, 'allow') or parseAddressList(text, 'deny').",
    );
  const { data } = Papa.parse<string[]>(text, { delimiter: ',', skipEmptyLines: false });
  return data.flatMap(([cidr = '', comment = '', expires = ''], i) => {
    if (cidr.trim() === '' || cidr.startsWith('#')) return [];
    try {
      addressRange(cidr);
    } catch (error) {
      throw inputError(`The ${verdict} list, line ${i + 1}: ${(error as Error).message}`);
    }
    if (DAY.test(comment.trim()))
      throw inputError(
        `The ${verdict} list, line ${i + 1}: "${comment.trim()}" stands where the comment belongs. Write the expiry third: ${cidr.trim()}, , ${comment.trim()}.`,
      );
    const day = expires.trim();
    if (day !== '' && !(DAY.test(day) && Number.isFinite(Date.parse(day))))
      throw inputError(
        `The ${verdict} list, line ${i + 1}: "${day}" is not a day such as 2026-12-31. Correct it; a comment must not contain a comma.`,
      );
    return [{ cidr: cidr.trim(), verdict, comment: comment.trim(), expires: day === '' ? null : day }];
  });
}
