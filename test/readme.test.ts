import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { compareArguments } from '../lib/commands/compare/arguments.js';
import { reportArguments } from '../lib/commands/report/arguments.js';
import { simulateArguments } from '../lib/commands/simulate/arguments.js';
import { withDuckDB } from '../lib/engine/duckdb.js';
import { query } from '../lib/engine/query.js';
import { isRemote } from '../lib/load/file-names.js';
import type { LineFormat } from '../lib/load/formats/line-format.js';
import { lineSource, linesOf } from '../lib/load/line-source.js';
import { openTraffic } from '../lib/load/open-traffic.js';
import { loadRules } from '../lib/rules/load-rules.js';
import { errorOf, KernelClient } from './jupyter/kernel/kernel-client.js';
import { noPython } from './rules/python.js';

const root = path.resolve(__dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'readme '));
after(() => rmSync(folder, { recursive: true, force: true }));

const blocks = ['README.md', 'data/README.md'].flatMap((file) =>
  [...readFileSync(path.join(root, file), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', text = '']) => ({ language, text }),
  ),
);
const shipped = readFileSync(path.join(root, 'data/cybersecurity_data.csv'), 'utf8').split('\n');
const records = `${shipped.slice(0, 1001).join('\n')}\n`;
const small = path.join(folder, 'small.csv');
writeFileSync(small, records);

test("the Sigma rule of the README compiles as an analyst's own", { skip: noPython }, async () => {
  const [rule] = blocks.filter(({ language }) => language === 'yaml');
  const folder = mkdtempSync(path.join(tmpdir(), 'readme-rules-'));
  try {
    writeFileSync(path.join(folder, 'rule.yml'), rule!.text);
    const own = (await loadRules(folder)).rules.filter((one) => one.own);
    assert.deepEqual(
      own.map(({ name, level }) => [name, level]),
      [['Hidden shop page', 'medium']],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the READMEs have code in the languages that these tests execute, and no other', () => {
  assert.deepEqual([...new Set(blocks.map(({ language }) => language))].sort(), ['sh', 'sql', 'ts', 'yaml']);
});

test('each SQL block is a query of lib/sql: it runs on the columns of a record', async () => {
  const traffic = await openTraffic(small);
  const queries = blocks.filter(({ language }) => language === 'sql');
  assert.equal(queries.length, 1);
  for (const { text } of queries) assert.deepEqual(await traffic.engine.query(text), []);
});

test('each TypeScript block runs in the kernel, one after the other, here on the first 1,000 records', async () => {
  const kernel = await KernelClient.start(folder);
  try {
    for (const { text } of blocks.filter(({ language }) => language === 'ts')) {
      const here = asCell(text)
        .replaceAll("'data/cybersecurity_data.csv'", JSON.stringify(small))
        .replaceAll(/'((?:reports|models)\/[^']*)'/g, (_, file: string) =>
          JSON.stringify(path.join(folder, file)),
        );
      // There is no such server: the kernel checks the calls, and does not make them.
      const safe = here.includes('.example.org')
        ? here.replace(/^(?!import )(?<=;\n)[\s\S]*/m, (calls) => `const calls = async () => {\n${calls}};`)
        : here;
      const ran = await kernel.execute(safe);
      assert.equal(ran.reply.status, 'ok', `${here}\n${errorOf(ran)?.evalue}`);
    }
  } finally {
    kernel.close();
  }
  for (const file of ['reports/refused.xlsx', 'reports/traffic.xlsx', 'models/april/detector.json'])
    assert.ok(existsSync(path.join(folder, file)), file);
});

/** A block that starts with `// lib/….ts` is that file: its imports are relative to it. */
const FILE = /^\/\/ (lib\/.*)\/[^/]*\.ts\n/;

/** A block as a cell at the project's root. */
function asCell(text: string): string {
  const [, where] = FILE.exec(text) ?? [];
  if (where === undefined) return text;
  return text
    .replaceAll(/(?<= from ')\.[^']*/g, (name) => `./${path.posix.join(where, name)}`)
    .replaceAll(/^export /gm, '');
}

test('the log format of the README reads its log, and sets aside the line that is none', async () => {
  const { text = '' } = blocks.find((block) => block.text.startsWith('// lib/load/formats/')) ?? {};
  const file = path.join(folder, 'squid.ts');
  const formats = path.join(root, 'lib/load/formats');
  writeFileSync(file, text.replaceAll(/(?<= from ')\.(?=\/)/g, formats));
  const { squid } = (await import(file)) as { readonly squid: LineFormat };
  const lines = [
    '1714003200.123   1042 192.0.2.7 TCP_MISS/200 4512 GET http://example.org/ - HIER_DIRECT/198.51.100.3 text/html',
    '1714003201.500     12 192.0.2.8 TCP_DENIED/403 310 CONNECT example.org:443 - HIER_NONE/- -',
    '1714003202.000 x',
  ];
  const log = path.join(folder, 'squid.log');
  writeFileSync(log, lines.join('\n'));
  assert.equal(squid.mapping(['192.0.2.1 - - [25/Apr/2024:00:00:00 +0000] "GET / HTTP/1.1" 200 5']), null);
  const mapping = squid.mapping(lines);
  assert.ok(mapping);
  const read = await withDuckDB((connection) =>
    query<Record<string, string | null>>(
      connection,
      `select creation_time, end_time, src_ip, dst_ip, response_code, bytes_out, method, uri, unread from (${lineSource({ format: squid, mapping, layers: [], lines }, linesOf(log)).sql})`,
    ),
  );
  assert.deepEqual(
    read.map((row) => Object.values(row)),
    [
      [
        ...['1714003199081', '1714003200.123', '192.0.2.7', '198.51.100.3', '200', '4512', 'GET'],
        ...['http://example.org/', null],
      ],
      [
        ...['1714003201488', '1714003201.500', '192.0.2.8', null, '403', '310', 'CONNECT'],
        ...['example.org:443', null],
      ],
      [null, '1714003202.000', null, null, null, null, null, null, 'cannot be read as Squid access log'],
    ],
  );
});

/** What a shell gave to npm: its arguments, the environment's TRAFFIC, and a file with its standard input. */
interface Asked {
  readonly line: string;
  readonly args: readonly string[];
  readonly traffic: string;
  readonly input: string;
}

/** Runs a line in a real shell, in which `npm` only writes down what it was asked. */
function asked(line: string): Asked {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const input = path.join(folder, 'input');
  writeFileSync(
    path.join(bin, 'npm'),
    '#!/bin/sh\ncase "$*" in *" -") cat > "$NPM_INPUT";; esac\nprintf "%s\\n" "$TRAFFIC" "$@"\n',
    { mode: 0o755 },
  );
  const env = {
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    NPM_INPUT: input,
    TRAFFIC: '',
  };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8' });
  assert.equal(status, 0, `${line}\n${stderr}`);
  const [traffic = '', ...args] = stdout.trimEnd().split('\n');
  return { line, args, traffic, input };
}

test('each shell block is understood: its files are found and read', {
  skip: process.platform === 'win32' && 'a POSIX shell is needed',
}, async () => {
  const files = [
    'monday.csv',
    'tuesday.csv.gz',
    'logs/a.csv.gz',
    'logs/b/c.csv.gz',
    'traffic.csv.gz',
    'path/to/file.csv',
  ];
  for (const file of [...files, 'data/CloudWatch_Traffic_Web_Attack.csv']) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), file.endsWith('.gz') ? gzipSync(records) : records);
  }
  const lines = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trimEnd().split('\n'))
    .map(asked);
  const scripts: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  ).scripts;
  const read: string[] = [];
  for (const { line, args, traffic, input } of lines) {
    const [run, name = 'start', dashes, ...given] = args;
    assert.ok(run === 'start' || (run === 'run' && name in scripts && dashes === '--'), line);
    if (name === 'simulate') {
      read.push(`${simulateArguments(given, folder).rows} rows`);
      continue;
    }
    if (name === 'compare') {
      const { before, after: later, filter } = compareArguments(given, { root, from: folder });
      for (const file of [before, later]) {
        const opened = await openTraffic(file, filter);
        read.push(`compare ${path.basename(file)}: ${opened.records}`);
        opened.engine.close();
      }
      continue;
    }
    assert.ok(run === 'start' || name === 'report', line);
    const { files: named, filter } =
      run === 'start'
        ? { files: [path.resolve(folder, traffic)], filter: {} }
        : reportArguments(given, { root, from: folder });
    if (named.some(isRemote)) {
      read.push(...named);
      continue;
    }
    const opened = await openTraffic(
      named.map((file) => (file === '-' ? input : file)),
      filter,
    );
    read.push(`${path.basename(named[0] ?? '')}: ${opened.records}`);
    opened.engine.close();
  }
  assert.deepEqual(read.sort(), [
    '*.gz: 2000',
    '-: 1000',
    '100000 rows',
    '10000000 rows',
    '20000 rows',
    'CloudWatch_Traffic_Web_Attack.csv: 1000',
    'cloudwatch:///aws/waf?from=2024-04-25',
    'compare *.gz: 758',
    'compare monday.csv: 1000',
    'compare monday.csv: 379',
    'compare tuesday.csv.gz: 1000',
    'file.csv: 1000',
    'monday.csv: 1000',
    'monday.csv: 1000',
    'monday.csv: 1000',
    'monday.csv: 1000',
    'monday.csv: 1000',
    'monday.csv: 2000',
    'monday.csv: 6',
    's3://bucket/AWSLogs/**',
    'trino://host:8443/catalog/schema/table',
    'trino://host:8443/catalog/schema/table?fetch=false',
    'trino://host:8443/hive/logs/traffic?fetch=false&scratch=hive.scratch',
    'tuesday.csv.gz: 1000',
  ]);
});
