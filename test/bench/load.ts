import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { trafficColumns } from '../../lib/schema/columns.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { writeSimulation } from '../../lib/simulate/write-simulation.js';

// How fast a file becomes records that can be asked, and how much memory that takes: beside DuckDB alone, pandas and
// polars on the same rows. Each in a process of its own, the whole round three times, the best of them shown.

const AGGREGATE = `select src_ip_country_code, dst_port, hour(creation_time) as hour, count(*) as n, sum(bytes_in) as bytes
  from traffic group by all`;
const PEERS = ['pandas==2.3.3', 'polars==1.35.2'];
const PYTHON = {
  pandas: `import pandas as pd
t = pd.read_csv(FILE, parse_dates=['creation_time'])
t.groupby([t.src_ip_country_code, t.dst_port, t.creation_time.dt.hour]).bytes_in.agg(['size', 'sum'])`,
  polars: `import polars as pl
t = pl.scan_csv(FILE, try_parse_dates=True)
t.group_by('src_ip_country_code', 'dst_port', pl.col('creation_time').dt.hour()).agg(pl.len(), pl.col('bytes_in').sum()).collect()`,
};

interface Measured {
  readonly seconds: number;
  readonly cpu: number;
  readonly megabytes: number;
}

async function timed(work: () => Promise<unknown>): Promise<void> {
  const [began, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
  await work();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  const megabytes = process.resourceUsage().maxRSS / 1000;
  console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, megabytes }));
}

/** What runs in a process of its own. */
const work: Readonly<Record<string, (file: string) => Promise<void>>> = {
  generate: async (file) => {
    const rows = Number(/-(\d+)\.csv$/.exec(file)?.[1]);
    await writeSimulation(file, { rows, days: 28, seed: 1, scenario: defaultScenario });
  },
  'load, ours': (file) => timed(() => openTraffic(file)),
  // Opening the engine is part of loading for both: nobody loads without.
  'load, DuckDB alone': (file) =>
    timed(async () => {
      const duckdb = await (await DuckDBInstance.create()).connect();
      const types = trafficColumns.map((c) => `'${c.nameInFiles}': '${c.type}'`).join(', ');
      await duckdb.run(`copy (select * from read_csv(${quoteLiteral(file)}, auto_detect = false, header = true, delim = ',',
        columns = {${types}})) to ${quoteLiteral(`${file}.parquet`)} (format parquet)`);
    }),
  'aggregate, ours': async (file) => {
    const { connection } = requireLocal(await openTraffic(file)).engine;
    await timed(() => connection.runAndReadAll(AGGREGATE));
  },
  'aggregate, DuckDB alone': async (file) => {
    const duckdb = await openDuckDB();
    await duckdb.run(`create view traffic as from read_parquet(${quoteLiteral(`${file}.parquet`)})`);
    await timed(() => duckdb.runAndReadAll(AGGREGATE));
  },
};

/** A million requests as a log and as JSON, written by the engine. */
const LOGS: Readonly<Record<string, string>> = {
  'combined log': `ip || ' - - [25/Apr/2024:' || strftime(began, '%H:%M:%S') || ' +0000] "GET ' || uri || ' HTTP/1.1" ' || status || ' ' || sent
    || ' "https://www.example.com/" "' || agent || '"'`,
  'JSON lines': `to_json({'time_iso8601': strftime(began, '%Y-%m-%dT%H:%M:%SZ'), 'remote_addr': ip, 'request': 'GET ' || uri || ' HTTP/1.1',
    'status': status, 'body_bytes_sent': sent, 'http_referer': 'https://www.example.com/', 'http_user_agent': agent, 'http_host': 'www.example.com'})`,
};
const LOG_LINES = 1_000_000;

async function writeLog(name: string, file: string): Promise<void> {
  const duckdb = await openDuckDB();
  await duckdb.run(`copy (select ${LOGS[name]} as line from (select '203.0.113.' || i % 256 as ip, timestamp '2024-04-25' + to_milliseconds(i * 80) as began,
      '/p/' || (i * 7919) % 10000 || '/index.html?a=' || i % 100 as uri, case when i % 9 = 0 then 404 else 200 end as status, (i * 104729) % 100000 as sent,
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36' as agent
    from range(${LOG_LINES}) as lines(i))) to ${quoteLiteral(file)} (format csv, header false, quote '\u0001', escape '\u0001', delimiter '\u0002')`);
}

/** Lines a second of logs, each loaded three times in a process of its own. */
async function benchLogs(folder: string): Promise<void> {
  for (const name of Object.keys(LOGS)) {
    const seconds: number[] = [];
    for (let i = 0; i < 3; i++) {
      const file = path.join(folder, `log-${i}`);
      await writeLog(name, file);
      seconds.push(inChild('load, ours', file)!.seconds);
      rmSync(file);
    }
    console.log(
      `${name}: ${Math.round(LOG_LINES / Math.min(...seconds)).toLocaleString('en-US')} lines a second`,
    );
  }
}

function inChild(name: string, file: string): Measured | null {
  const child = spawnSync(process.execPath, ['--import', 'tsx', __filename, name, file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // Beside the file, and gone with it: what is cached of earlier work is no part of this.
    env: { ...process.env, TRAFFIC_CACHE: path.join(path.dirname(file), 'cache') },
  });
  if (child.status !== 0) throw new Error(`“${name}” failed.`);
  return child.stdout === '' ? null : (JSON.parse(child.stdout) as Measured);
}

/** pandas and polars in a virtual environment made for the bench. */
function python(folder: string): string | null {
  const venv = path.join(folder, 'venv');
  const run = (command: string, args: readonly string[]) =>
    spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  const made = run('python3', ['-m', 'venv', venv]);
  const executable = path.join(venv, 'bin', 'python');
  return made && run(executable, ['-m', 'pip', 'install', '--quiet', ...PEERS]) ? executable : null;
}

function inPython(executable: string, code: string, file: string): Measured {
  const script = `import time, resource, json
FILE = ${JSON.stringify(file)}
began, cpu = time.perf_counter(), time.process_time()
${code}
print(json.dumps({'seconds': time.perf_counter() - began, 'cpu': time.process_time() - cpu, 'megabytes': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))`;
  const child = spawnSync(executable, ['-c', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`Python failed: ${code}`);
  return JSON.parse(child.stdout) as Measured;
}

function round(file: string, executable: string | null): ReadonlyMap<string, Measured> {
  const results = new Map<string, Measured>();
  for (const name of ['load, DuckDB alone', 'load, ours', 'aggregate, DuckDB alone', 'aggregate, ours'])
    results.set(name, inChild(name, file)!);
  if (executable !== null)
    for (const [name, code] of Object.entries(PYTHON))
      results.set(`CSV to aggregate, ${name}`, inPython(executable, code, file));
  return results;
}

async function bench(): Promise<void> {
  const [name, file] = process.argv.slice(2);
  if (name !== undefined && file !== undefined) return work[name]!(file);
  const folder = mkdtempSync(path.join(tmpdir(), 'load-bench-'));
  try {
    await benchLogs(folder);
    if (name === 'logs') return;
    const executable = python(folder);
    for (const rows of name === undefined ? [1_000_000, 10_000_000] : [Number(name)]) {
      const source = path.join(folder, `traffic-${rows}.csv`);
      inChild('generate', source);
      const best = new Map<string, Measured>();
      for (let i = 0; i < 3; i++) {
        // A round has to load anew: a copy is another file to the cache.
        const copy = path.join(folder, `round-${i}-${rows}.csv`);
        spawnSync('cp', [source, copy]);
        for (const [what, result] of round(copy, executable)) {
          const before = best.get(what);
          const { seconds, cpu, megabytes } = result;
          best.set(what, {
            seconds: Math.min(seconds, before?.seconds ?? seconds),
            cpu: Math.min(cpu, before?.cpu ?? cpu),
            megabytes: Math.max(megabytes, before?.megabytes ?? 0),
          });
        }
        rmSync(copy);
        if (existsSync(`${copy}.parquet`)) rmSync(`${copy}.parquet`);
      }
      report(rows, best);
      rmSync(source);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(rows: number, best: ReadonlyMap<string, Measured>): void {
  console.log(`${rows.toLocaleString('en-US')} rows, best of 3 rounds`);
  console.table(
    Object.fromEntries(
      [...best].map(([name, { seconds, cpu, megabytes }]) => [
        name,
        { seconds: seconds.toFixed(2), 'CPU s': cpu.toFixed(2), 'peak MB': Math.round(megabytes) },
      ]),
    ),
  );
  const ratio = (a: string, b: string, of: 'seconds' | 'cpu') =>
    (best.get(a)![of] / best.get(b)![of]).toFixed(2);
  for (const [a, b] of [
    ['load, ours', 'load, DuckDB alone'],
    ['aggregate, ours', 'aggregate, DuckDB alone'],
    ['CSV to aggregate, pandas', 'aggregate, ours'],
  ] as const)
    if (best.has(a))
      console.log(`${a} : ${b} = ${ratio(a, b, 'seconds')} by the clock, ${ratio(a, b, 'cpu')} by CPU time`);
}

bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
