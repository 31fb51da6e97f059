import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { writeWorkbook } from '../../lib/report/write-workbook.js';
import { optionalColumns, trafficColumns } from '../../lib/schema/columns.js';
import { reasonTexts } from '../report/reason-texts.js';

// How long a workbook with 200,000 flagged records takes, and the most memory of the process, engine included; the
// records are made in another process. Allowed: 10 s and 400 MB.

const ROWS = Number(process.argv[2] ?? 200_000);

async function generate(records: string): Promise<void> {
  const connection = await openDuckDB();
  await connection.run(
    `copy (select cast(i + 1 as integer) as row_id, (i * 7919) % 25207794 as bytes_in,
       (i * 104729) % 1561220 as bytes_out, timestamp '2024-04-01 00:00:00' + to_seconds(i * 7) as creation_time,
       timestamp '2024-04-01 00:10:00' + to_seconds(i * 7) as end_time,
       '192.' || (i % 199) || '.' || (i % 7) || '.1' as src_ip, substr('USCADEATNLAEIL', 2 * (i % 7)::integer + 1, 2)
         as src_ip_country_code, 'HTTPS' as protocol, 200 as response_code, 443 as dst_port,
       '10.20.0.' || (i % 13) as dst_ip, 'Suspicious Web Traffic' as rule_names,
       'Adversary Infrastructure Interaction' as observation_name, 'AWS_VPC_Flow' as source_meta,
       'prod_webserver' as source_name, timestamp '2024-04-01 00:00:00' + to_seconds(i * 7) as time,
       'waf_rule' as detection_types from range(${ROWS}) as r(i)) to '${records}' (format parquet)`,
  );
}

async function bench(records: string): Promise<void> {
  const connection = await openDuckDB();
  const optional = optionalColumns.map(({ name, type }) => `cast(null as ${type}) as ${name}`).join(', ');
  await connection.run(
    `create view traffic as select *, ${optional} from '${records}';
     create table rejects (file varchar, line integer, column_name varchar, value varchar, reason varchar);
     create table labels (row_id integer, label varchar, label_column varchar)`,
  );
  const traffic = { connection, files: ['bench.csv'], records: ROWS, rejected: 0, accounts: [] };
  const detection: Pick<Detection, 'rowIds' | 'scores' | 'isAnomaly' | 'anomalies' | 'rule' | 'reasonTexts'> =
    {
      rowIds: Int32Array.from({ length: ROWS }, (_, i) => i + 1),
      scores: Float32Array.from({ length: ROWS }, (_, i) => (i * 31) % 1000),
      isAnomaly: new Uint8Array(ROWS).fill(1),
      anomalies: ROWS,
      rule: 'every record, to measure',
      reasonTexts: reasonTexts(ROWS, (row) => [
        `bytes in 24.0 MiB, ${row} x the median (13 KiB)`,
        `bytes out 1.0 MiB, ${row % 91} x the median (4 KiB)`,
      ]),
    };
  const file = path.join(path.dirname(records), 'workbook.xlsx');
  const before = process.resourceUsage().maxRSS;
  const began = process.hrtime.bigint();
  await writeWorkbook(traffic as never, file, { detection: detection as Detection });
  console.table({
    rows: ROWS,
    columns: trafficColumns.length + 3,
    seconds: Number((Number(process.hrtime.bigint() - began) / 1e9).toFixed(1)),
    'peak memory, MB': Math.round(process.resourceUsage().maxRSS / 1000),
    'peak before it, MB': Math.round(before / 1000),
    'file, MB': Number((statSync(file).size / 1e6).toFixed(1)),
  });
}

async function main(): Promise<void> {
  const given = process.argv[3];
  if (given !== undefined) return generate(given);
  const folder = mkdtempSync(path.join(tmpdir(), 'workbook-bench-'));
  try {
    const records = path.join(folder, 'records.parquet');
    const child = [...process.execArgv, __filename, String(ROWS), records];
    if (spawnSync(process.execPath, child, { stdio: 'inherit' }).status !== 0)
      throw new Error('The records could not be made.');
    await bench(records);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
