import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openLocal } from './open-local.js';

/** What damaged_csv.py says of a file. */
interface Expected {
  readonly records: readonly (readonly (string | number | null)[])[];
  readonly rejects: readonly number[];
  readonly blank: number;
  readonly headers: number;
}

const FILES = 300;
/** Files that one engine reads: opening one costs more than reading a small file. */
const BATCH = 50;
const seed = Number(process.env.DAMAGED_SEED ?? 1);

test(`${FILES} damaged CSV files become the records, rejects and lines that Python finds in them`, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'damaged-'));
  const script = path.join(__dirname, 'damaged_csv.py');
  const made = spawnSync('python3', [script, folder, String(FILES), String(seed)], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const expected = JSON.parse(
    readFileSync(path.join(folder, 'expected.json'), 'utf8'),
  ) as readonly Expected[];
  for (let from = 0; from < FILES; from += BATCH) {
    const files = Array.from({ length: BATCH }, (_, i) => path.join(folder, `${from + i}.csv`));
    const { engine, accounts } = await openLocal(files);
    const rows = await engine.query<Readonly<Record<string, string | number | null>>>(
      `select cast(bytes_in as double) as bytes_in, cast(bytes_out as double) as bytes_out,
         strftime(creation_time, '%Y-%m-%d %H:%M:%S') as start, src_ip, dst_port, protocol from traffic order by row_id`,
    );
    const rejects = await engine.query<{ file: string; line: number }>(
      'select file, line from rejects order by line',
    );
    engine.close();
    let row = 0;
    for (const [i, { file, records, units, skipped, rejects: rejected }] of accounts.entries()) {
      const wanted = expected[from + i]!;
      const found = {
        records: rows.slice(row, row + records).map((record) => Object.values(record)),
        rejects: rejects.filter((reject) => reject.file === file).map(({ line }) => line),
        blank: skipped.blank ?? 0,
        headers: (skipped.header ?? 0) - 1,
      };
      row += records;
      assert.deepEqual(found, wanted, file);
      assert.equal(units, records + rejected + found.blank + found.headers + 1);
    }
  }
});
