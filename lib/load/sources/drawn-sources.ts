import { inputError } from '../../text/input-error.js';
import type { WantedColumn } from './wanted-columns.js';

/** Numbers that a hash of an address comes out as. */
const HASHES = 2 ** 31;

/** Sources drawn from a table: their records, and how that is said. */
export interface ClientSample {
  /** What follows `from` in SQL. */
  readonly from: string;
  /** A phrase for the filter in force, where they are not all. */
  readonly filter?: string;
}

/**
 * Draws a part of the sources of a table that has more records than one machine should hold, with all records of each: what
 * is said of a source (its pauses, ports, sessions) is then as true as of the whole table, which it is not of a sample of
 * records. Drawn by a hash of the address, so that the same sources come from every table and each time.
 *
 * @param part of the sources, as the address has it: a number above 0 and up to 1; undefined for all of them
 * @param displayName the address for people
 * @throws an InputError when `part` is no such number
 *
 * @example
 * sampleClients('"hive"."logs"."traffic"', columns, '0.01', 'trino://…').filter; // '1 % of the sources, with all records of each'
 */
export function sampleClients(
  table: string,
  columns: readonly WantedColumn[],
  part: string | undefined,
  displayName: string,
): ClientSample {
  if (part === undefined) return { from: table };
  const share = Number(part);
  if (!(share > 0 && share <= 1))
    throw inputError(
      `${displayName}: "?sources" is a part of the sources, above 0 and up to 1, such as ?sources=0.01.`,
    );
  const { text } = columns.find(({ name }) => name === 'src_ip')!;
  const hash = `bitwise_and(from_big_endian_64(xxhash64(to_utf8(${text}))), ${HASHES - 1})`;
  return {
    from: `(select * from ${table} where ${hash} < ${Math.ceil(share * HASHES)}) as drawn`,
    filter: `${Number((100 * share).toPrecision(3))} % of the sources, with all records of each`,
  };
}
