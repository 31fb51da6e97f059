import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { FINDINGS_FILES } from '../../../lib/commands/page/keep-formats.js';
import { addressForms, tracesOf } from '../../load/redact/address-forms.js';

// The real report command, killed while it works and held to files that are too small for what it writes.

const root = path.resolve(__dirname, '../../..');
const here = mkdtempSync(path.join(os.tmpdir(), 'report ended '));
after(() => rmSync(here, { recursive: true, force: true }));

const shipped = readFileSync(path.join(root, 'data/cybersecurity_data.csv'), 'utf8').split('\n');
const given = shipped.slice(0, 300).map((line) => line.split(','));
const place = given[0]?.indexOf('src_ip') ?? -1;
/** Addresses that only a header names, each in all its forms. */
const HOPS = ['203.0.113.77', '2001:db8:7::9'];
const planted = HOPS.flatMap((ip) => Object.values(addressForms(ip)).map((form) => ({ ip, form })));
/** Requests that name the source of another record, percent-encoded and with a signature, so that findings tell of it. */
const asked = given.map((cells, i) => {
  const ip = given[i % 2 ? i : 299]?.[place] ?? '';
  if (i === 0) return [...cells, 'uri', 'user_agent', 'forwarded_for', 'referer', 'host', 'method'];
  const { ip: hop, form } = planted[i % planted.length]!;
  const quoted = `"${form.replaceAll('"', '""')}"`;
  return [
    ...[...cells, `/../../etc/passwd/${ip.replaceAll('.', '%2E')}?from=${ip}`, `sqlmap/${ip} (${ip})`],
    ...[hop, quoted, quoted, i % 2 ? 'GET' : quoted],
  ];
});
writeFileSync(path.join(here, 'traffic.csv'), `${asked.map((cells) => cells.join(',')).join('\n')}\n`);
/** A notebook that writes as much as a report, through the engine as it does, and computes nothing. */
const quick = [
  "import { openDuckDB } from './lib/engine/duckdb.js';",
  'const engine = await openDuckDB();',
  'await engine.run("copy (from range(20000)) to \'" + process.env.REPORT_OUT + "/scored.csv\'");',
  "console.log('shown');",
];
writeFileSync(
  path.join(here, 'report.ipynb'),
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
    cells: quick.map((source, i) => ({
      cell_type: 'code',
      id: `cell-${i}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  }),
);

const COMMAND = ['--import', 'tsx', path.join(root, 'lib/commands/report.ts'), 'traffic.csv', '--out'];
const QUICK = ['--notebook', './report.ipynb'];
const OPTIONS = { cwd: root, env: { ...process.env, INIT_CWD: here } };

/** What a command said and how it ended; `seen` is called whenever it has said more on standard error. */
function ended(child: ChildProcess, seen: (output: string) => void = () => {}) {
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk;
    seen(output);
  });
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output })),
  );
}

for (const [what, blocks] of [
  ['the page', 2048],
  ['scored.csv', 60],
] as const)
  test(`where files may not get as large as ${what}, one line says so and nothing is written`, {
    skip: process.platform === 'win32' && 'Windows has no such limit',
  }, async () => {
    const before = readdirSync(here);
    const shell = [
      '-c',
      `ulimit -f ${blocks}; exec "$@"`,
      'sh',
      process.execPath,
      ...COMMAND,
      'limited',
      ...QUICK,
    ];
    const { code, output } = await ended(
      spawn('sh', shell, { ...OPTIONS, stdio: ['ignore', 'ignore', 'pipe'] }),
    );
    const lines = output
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('Executing the notebook'));
    assert.deepEqual(lines, [
      `${path.join(here, 'limited')}: files may not get as large as the report's; raise the limit (ulimit -f).`,
    ]);
    assert.equal(code, 1);
    assert.deepEqual(readdirSync(here), before);
  });

test('killed at its beginning, in its middle and at its end, the old output or the new is there, and the next run works', async () => {
  const out = path.join(here, 'out');
  mkdirSync(out);
  for (const name of ['report.html', 'scored.csv', 'summary.json'])
    writeFileSync(path.join(out, name), 'old');
  const start = (...more: string[]) =>
    spawn(process.execPath, [...COMMAND, 'out', ...more], {
      ...OPTIONS,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  for (const moment of [/cell 1 of/, /cell 3 of/, /cell (\d+) of \1 /]) {
    const child = start(...QUICK);
    await ended(child, (output) => moment.test(output) && child.kill('SIGKILL'));
    assert.equal(child.signalCode, 'SIGKILL');
    for (const name of ['report.html', 'scored.csv', 'summary.json'])
      assert.equal(readFileSync(path.join(out, name), 'utf8'), 'old');
  }
  assert.deepEqual(await ended(start('--redact', '--title', 'Of 203.0.113.77')).then(({ code }) => code), 0);
  assert.match(readFileSync(path.join(out, 'report.html'), 'utf8'), /<\/html>\s*$/);
  assert.equal(readFileSync(path.join(out, 'scored.csv'), 'utf8').trimEnd().split('\n').length, 300);
  assert.equal(JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8')).records, 299);
  assert.deepEqual(readdirSync(here).sort(), ['out', 'report.ipynb', 'traffic.csv']);
  assert.deepEqual(
    readdirSync(out).filter((name) => name.endsWith('.partial')),
    [],
  );

  // Redacted: no address of the input is in anything that was written, nor in a sheet of the workbook.
  const to = given[0]?.indexOf('dst_ip') ?? -1;
  const ips = new Set(given.slice(1).flatMap((cells) => [cells[place] ?? '', cells[to] ?? '']));
  assert.ok(ips.size > 10);
  const packed = /<script type="text\/plain">([^<]*)</.exec(
    readFileSync(path.join(out, 'report.html'), 'utf8'),
  );
  const sheets = unzipSync(readFileSync(path.join(out, 'workbook.xlsx')));
  const texts = [
    ...['report.html', 'scored.csv', 'summary.json', ...FINDINGS_FILES].map((name) =>
      readFileSync(path.join(out, name), 'utf8'),
    ),
    ...Object.values(sheets).map((sheet) => strFromU8(sheet)),
    inflateSync(Buffer.from(packed?.[1] ?? '', 'base64')).toString('utf8'),
  ].map((text) => text.replace(/%(?:25)*2e/gi, '.'));
  assert.ok(texts.some((text) => text.includes('240.0.0.1')));
  assert.ok(texts[0]?.includes('etc/passwd/240.'), 'a finding tells of requests');
  for (const ip of ips)
    assert.equal(
      texts.some((text) => text.includes(ip)),
      false,
      ip,
    );
  const written = texts.map((text) => text.toLowerCase());
  const traces = HOPS.flatMap(tracesOf);
  assert.ok(traces.length > 80);
  assert.deepEqual(
    traces.filter((trace) => written.some((text) => text.includes(trace))),
    [],
  );
});
