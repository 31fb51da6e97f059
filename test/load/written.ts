import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'load-'));

/** Writes a file into a folder of the tests' own and gives its path. */
export function written(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

export const HEADER = 'bytes_in,bytes_out,creation_time,end_time,src_ip,dst_port';
export const GOOD = '1,2,2024-01-01T00:00:00Z,2024-01-01T00:10:00Z,1.2.3.4,80';
