import { writeFileSync } from 'node:fs';
import papaparse from 'papaparse';
import { allColumns } from '../../lib/schema/columns.js';
import { HOSTILE, MEGABYTE } from './strings.js';

/** As a file gives them back: half a surrogate pair is the replacement character. */
export const ATTACKS = [...HOSTILE, MEGABYTE].map((text) => Buffer.from(text).toString());
/** Usual records first: a file with a NUL at its beginning is refused as binary. */
export const USUAL = 1500;
const IDENTITY = new Set(['src_ip', 'dst_ip']);
/** Columns that hold text. */
export const texts = allColumns.filter(({ type, name }) => type === 'VARCHAR' && !IDENTITY.has(name));

/** What a text column holds: in each record another attack, so that all of them come to stand in all columns. */
export const textOf = (row: number, place: number): string =>
  row < USUAL ? 'usual' : (ATTACKS[(row + 5 * place) % ATTACKS.length] ?? '');

function record(row: number): string[] {
  const from = new Date(Date.UTC(2024, 3, 25) + row * 60_000).toISOString();
  const others: Readonly<Record<string, string>> = {
    src_ip: row < USUAL ? `192.0.2.${1 + (row % 9)}` : `203.0.113.${1 + (row % 250)}`,
    dst_ip: '198.51.100.7',
    creation_time: from,
    end_time: new Date(Date.parse(from) + 60_000).toISOString(),
    time: from,
    bytes_in: String(row < USUAL ? 1000 + (row % 37) : 1e9 + row),
    bytes_out: String(500 + (row % 11)),
    response_code: '200',
    dst_port: row % 5 ? '443' : '80',
    src_port: '50000',
    packets: '10',
    tcp_flags: '2',
  };
  return allColumns.map(
    ({ name }) =>
      others[name] ??
      textOf(
        row,
        texts.findIndex((column) => column.name === name),
      ),
  );
}

/** Writes a CSV of usual records and of one record for each attack, whose every text column holds an attack. */
export function writeHostileFile(file: string): void {
  const records = Array.from({ length: USUAL + ATTACKS.length }, (_, row) => record(row));
  const rows = [allColumns.map(({ nameInFiles: source }) => source), ...records];
  writeFileSync(file, papaparse.unparse(rows));
}
