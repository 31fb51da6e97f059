import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import ipaddr from 'ipaddr.js';
import { type ListedAddress, parseAddressList } from '../enrich/parse-address-list.js';
import { inputError } from '../text/input-error.js';

/**
 * Reads a file of indicators as a deny list for `enrichAddresses`: a STIX 2.1 bundle, or lines of
 * `address or CIDR, comment, expiry`. Every entry names the file and a date, so that a finding can: the
 * indicator's own, or else the day on which the file was last changed.
 *
 * @param file path, relative to the repository root in a notebook
 * @throws an InputError when it cannot be read, is no bundle, or has a bad line
 *
 * @example
 * await enrichAddresses(traffic, { lists: await readIndicators('my-indicators.txt') });
 */
export async function readIndicators(file: string): Promise<readonly ListedAddress[]> {
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
  if (/^\s*[{[]/.test(text)) return parseStixIndicators(text, name);
  const date = changed.toISOString().slice(0, 10);
  return parseAddressList(text, 'deny').map((entry) => ({
    ...entry,
    comment: [name, entry.comment, date].filter((part) => part !== '').join(', '),
  }));
}

/** Comparisons of addresses in a pattern; a CIDR is allowed in `value` (STIX 2.1, sections 6.8 and 6.9). */
const ADDRESS = /ipv[46]-addr:value\s*(?:=|ISSUBSET)\s*'([^']+)'/g;

/**
 * Reads addresses out of the indicators of a STIX 2.1 bundle, as a deny list for `enrichAddresses`: each with
 * the indicator's name and date, and its `valid_until` as expiry. Revoked indicators and patterns that are
 * not about addresses are passed over.
 *
 * @param text the bundle, as JSON
 * @param name of the list, for the evidence
 * @throws an InputError when it is no bundle
 *
 * @example
 * await enrichAddresses(traffic, { lists: parseStixIndicators(readFileSync('feed.json', 'utf8'), 'feed.json') });
 */
export function parseStixIndicators(text: string, name: string): readonly ListedAddress[] {
  let bundle: { objects?: unknown };
  try {
    bundle = JSON.parse(text) as typeof bundle;
  } catch {
    throw inputError(`${name}: is not JSON; a STIX 2.1 bundle was expected.`);
  }
  if (!Array.isArray(bundle?.objects))
    throw inputError(`${name}: has no "objects"; a STIX 2.1 bundle was expected.`);
  return (bundle.objects as readonly Readonly<Record<string, unknown>>[]).flatMap((object) => {
    if (object?.type !== 'indicator' || object.revoked === true || object.pattern_type !== 'stix') return [];
    const date = String(object.valid_from ?? '').slice(0, 10);
    const until = typeof object.valid_until === 'string' ? object.valid_until.slice(0, 10) : null;
    return [...String(object.pattern).matchAll(ADDRESS)].flatMap(([, cidr = '']) =>
      ipaddr.isValid(cidr) || ipaddr.isValidCIDR(cidr)
        ? {
            cidr,
            verdict: 'deny' as const,
            comment: `${name}, ${String(object.name ?? object.id)}, ${date}`,
            expires: until,
          }
        : [],
    );
  });
}
