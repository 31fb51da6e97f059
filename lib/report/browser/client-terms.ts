import * as ipaddr from 'ipaddr.js';
import type { RecordColumns } from '../explore/record-columns.js';
import { textColumn } from './text-column.js';

/** Begins a term that means the clients of an owner, or those on a kind of list. */
const OWNER = 'owner:';
const LIST = 'list:';

/** What is typed for one address or network, as opposed to a name. */
const ADDRESS = /^[\da-f:.]+(\/\d+)?$/i;

/** Terms that a text of the reader stands for, and what in it stands for no client. */
export interface ReadTerms {
  readonly terms: readonly string[];
  readonly unknown: readonly string[];
}

/** Whether a client, by its place among the texts of `src_ip`, is meant by a term. */
type Matches = (address: string, code: number) => boolean;

/**
 * Tells which clients a term means: `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`, `owner:Example` (part of
 * the name) or `list:scanner`.
 */
export function clientMatcher({ about }: Pick<RecordColumns, 'about'>, term: string): Matches {
  const { owners = [], lists = [] } = about.clients ?? {};
  const named = (prefix: string) =>
    term.toLowerCase().startsWith(prefix) ? term.slice(prefix.length).toLowerCase() : undefined;
  const [owner, list] = [named(OWNER), named(LIST)];
  const range = ADDRESS.test(term) ? rangeOf(term) : null;
  return (address, code) => {
    if (address === term) return true;
    if (owner) return owners[code]?.toLowerCase().includes(owner) ?? false;
    if (list) return lists[code]?.some((kind) => kind === list) ?? false;
    return range !== null && isWithin(address, range);
  };
}

/**
 * Reads what the reader typed: addresses, networks, owners and kinds of lists, separated by commas, semicolons or
 * spaces.
 *
 * @example
 * readClients(columns, '192.0.2.0/24, scanner'); // { terms: ['192.0.2.0/24', 'list:scanner'], unknown: [] }
 */
export function readClients(columns: RecordColumns, text: string): ReadTerms {
  const { values } = textColumn(columns, 'src_ip');
  const { owners = [], lists = [] } = columns.about.clients ?? {};
  const known = new Set(values);
  const kinds = new Set(lists.flat());
  const meant = (part: string): string | null => {
    const name = part.toLowerCase();
    const matches = (term: string) => values.some(clientMatcher(columns, term));
    if (known.has(part) || part.startsWith(OWNER) || part.startsWith(LIST))
      return matches(part) ? part : null;
    if (ADDRESS.test(part)) return matches(part) ? part : null;
    if (kinds.has(name)) return `${LIST}${name}`;
    return owners.some((owner) => owner?.toLowerCase().includes(name)) ? `${OWNER}${part}` : null;
  };
  const whole = text.replace(/^[\s,;]+|[\s,;]+$/g, '');
  if (whole === '') return { terms: [], unknown: [] };
  // Names of owners have commas and spaces in them.
  const one = meant(whole);
  if (one !== null) return { terms: [one], unknown: [] };
  const parts = whole.split(/[,;\n]/).flatMap((piece) => {
    const trimmed = piece.trim();
    return meant(trimmed) === null ? trimmed.split(/\s+/) : [trimmed];
  });
  const read = parts.filter((part) => part !== '').map((part) => ({ part, term: meant(part) }));
  return {
    terms: [...new Set(read.flatMap(({ term }) => (term === null ? [] : [term])))],
    unknown: read.flatMap(({ part, term }) => (term === null ? [part] : [])),
  };
}

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

function rangeOf(term: string): Range | null {
  const [address = '', bits] = term.split('/');
  if (
    !ipaddr.isValid(address) ||
    (ipaddr.IPv4.isValid(address) && !ipaddr.IPv4.isValidFourPartDecimal(address))
  )
    return null;
  const first = ipaddr.parse(address);
  const all = first.kind() === 'ipv4' ? 32 : 128;
  const length = bits === undefined ? all : Number(bits);
  return length > all ? null : [first, length];
}

function isWithin(address: string, [first, bits]: Range): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.kind() === first.kind() && parsed.match(first, bits);
}
