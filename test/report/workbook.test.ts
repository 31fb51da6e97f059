import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import { clientsByEvidence } from '../../lib/report/workbook-findings.js';
import { writeWorkbook } from '../../lib/report/write-workbook.js';
import { cellFrame, rowXml, xmlText } from '../../lib/report/xlsx/row-xml.js';
import { writeSheets } from '../../lib/report/xlsx/write-sheets.js';
import { trafficColumns } from '../../lib/schema/columns.js';
import { visible } from '../../lib/text/visible.js';
import { tinyTraffic } from '../features/tiny-traffic.js';
import { ledger } from '../findings/export/ledger.js';
import { HOSTILE } from '../hostile/strings.js';
import { readWorkbook, withOpenpyxl } from './read-workbook.js';
import { reasonTexts } from './reason-texts.js';

const folder = mkdtempSync(path.join(tmpdir(), 'workbook-'));
after(() => rmSync(folder, { recursive: true }));

/** Makes the table of one row that could not be read. */
const addReject = (traffic: Traffic) =>
  requireLocal(traffic).engine.connection.run(
    `create or replace temp table rejects as select 'a.csv' as file, 7 as line, 'time' as column_name, '=1' as value, 'is no time' as reason`,
  );

/** Three records, of which the second and third are flagged. */
async function small() {
  const traffic = await tinyTraffic([
    { bytes_in: 30 },
    { bytes_in: 10, src_ip_country_code: 'US' },
    { bytes_in: null },
  ]);
  await addReject(traffic);
  const detection: Partial<Detection> = {
    rowIds: Int32Array.of(1, 2, 3),
    scores: Float32Array.of(0.5, 4, 8),
    recordScores: Float32Array.of(0.25, 2, 3),
    clientScores: Float32Array.of(1, 1, 1),
    autoencoderScores: null,
    clients: { codes: Int32Array.of(0, 0, 0), addresses: ['192.0.2.1'] },
    isAnomaly: Uint8Array.of(0, 1, 1),
    anomalies: 2,
    rule: 'score above 3',
    reasons: (row) => [{ feature: 'a', share: 1, text: `reason ${row}` }],
    reasonTexts: reasonTexts(3, (row) => [`reason ${row}`]),
  };
  return { traffic, detection: detection as Detection };
}

test(
  'a workbook has its sheets with typed cells, frozen and filtered headers, coloured scores and charts',
  withOpenpyxl,
  async () => {
    const { traffic, detection } = await small();
    const file = path.join(folder, 'new', 'workbook.xlsx');
    const parts = await writeWorkbook(traffic, file, { detection });
    const book = readWorkbook(file);
    assert.deepEqual(Object.keys(book), [
      'Summary',
      'Clients',
      'By country',
      'By port',
      'By hour',
      'Sources',
      'Flagged records',
      'Rejects',
    ]);
    assert.deepEqual(parts.map(({ rows }) => rows).slice(-2), [2, 1]);
    assert.equal(parts[0]!.rows, 1);
    const flagged = book['Flagged records']!;
    assert.equal(flagged.frozen, 'A2');
    assert.equal(flagged.filter, 'A1:W3');
    assert.deepEqual(flagged.coloured, ['B2:B3']);
    const headers = flagged.rows[0]!.map((cell) => cell?.[1]);
    assert.deepEqual(headers, [
      'row',
      'anomaly_score',
      'record_score',
      'client_score',
      'autoencoder_score',
      'top_reasons',
      'matched_rules',
      ...trafficColumns.map(({ nameInFiles: source }) => source),
    ]);
    const record = Object.fromEntries(flagged.rows[2]!.map((cell, i) => [headers[i], cell]));
    assert.deepEqual(record.row, ['n', 2, '#,##0']);
    assert.deepEqual(record.anomaly_score, ['n', 4, '#,##0.000']);
    assert.deepEqual(record.record_score, ['n', 2, '#,##0.000']);
    assert.equal(record.autoencoder_score, null);
    assert.deepEqual(record.top_reasons, ['s', 'reason 1', 'General']);
    assert.deepEqual(record.bytes_in, ['n', 10, '#,##0']);
    assert.equal(record.creation_time![0], 'd');
    assert.equal(record.creation_time![2], 'yyyy-mm-dd hh:mm:ss');
    assert.equal(flagged.rows[1]![headers.indexOf('bytes_in')], null);
    assert.deepEqual(
      ['By country', 'By port', 'By hour', 'Sources'].map((name) => book[name]!.charts),
      [1, 1, 1, 0],
    );
    const clients = book.Clients!;
    assert.deepEqual(clients.coloured, ['D2']);
    const titles = clients.rows[0]!.map((cell) => cell?.[1]);
    const client = Object.fromEntries(clients.rows[1]!.map((cell, i) => [titles[i], cell?.[1] ?? null]));
    assert.deepEqual(
      ['src_ip', 'client_score', 'records', 'flagged', 'highest_score', 'top_reasons', 'row', 'bytes_in'].map(
        (title) => client[title],
      ),
      ['192.0.2.1', 1, 3, 2, 8, 'reason 2', 3, 40],
    );
    assert.deepEqual(
      book.Rejects!.rows[1]!.map((cell) => cell?.[1]),
      ['a.csv', 7, 'time', '=1', 'is no time'],
    );
    const facts = Object.fromEntries(book.Summary!.rows.map(([name, value]) => [name?.[1], value]));
    assert.deepEqual(facts.Records, ['n', 3, '#,##0']);
    assert.equal(facts.Rule?.[1], 'score above 3');
    assert.equal(facts['From (UTC)']?.[0], 'd');
  },
);

/** A ledger of three findings: context, a brute force of two clients with a hostile text, and a hypothesis. */
async function withFindings() {
  const { ledger: found, traffic } = await ledger();
  const [context] = found.findings;
  const forced = found.findings.find(({ kind }) => kind === 'brute force')!;
  const large = found.findings.find(({ kind }) => kind === 'large transfer')!;
  const findings = [
    { ...context!, id: 'context00000', accuses: false, severity: 'info' as const, technique: null },
    { ...forced, sentence: '=cmd|calc _x003D_ http://a.example/x' },
    { ...large, clients: [...large.clients, forced.clients[0]!] },
  ];
  const suppressed = [
    { ...large, id: 'hidden000000', suppressed: { reason: 'ours', expires: '2027-01-01' } },
  ];
  return { traffic, ledger: { ...found, findings, suppressed } };
}

test(
  'findings are a row each, accusations first, and clients stand in the order of the findings',
  withOpenpyxl,
  async () => {
    const { ledger: found } = await withFindings();
    const sources = ['1.1.1.1', '1.1.1.1', '2606:4700::1111', '8.8.8.8', '192.0.2.1'];
    const traffic = await tinyTraffic(sources.map((src_ip) => ({ src_ip })));
    await addReject(traffic);
    const file = path.join(folder, 'findings.xlsx');
    await writeWorkbook(traffic, file, { ledger: found });
    const book = readWorkbook(file);
    assert.deepEqual(Object.keys(book).slice(0, 3), ['Summary', 'Findings', 'Clients']);
    const { rows, frozen, filter } = book.Findings!;
    assert.deepEqual([frozen, filter], ['A2', 'A1:N5']);
    const headers = rows[0]!.map((cell) => cell?.[1]);
    assert.deepEqual(headers, [
      'severity',
      'kind',
      'title',
      'what',
      'who',
      'clients',
      'from (UTC)',
      'to (UTC)',
      'technique',
      'confidence',
      'outcome',
      'next_step',
      'status',
      'id',
    ]);
    const column = (name: string) => rows.slice(1).map((cells) => cells[headers.indexOf(name)] ?? null);
    const [forced, large] = [found.findings[1]!, found.findings[2]!];
    assert.deepEqual(
      column('id').map((cell) => cell?.[1]),
      [forced.id, large.id, 'context00000', 'hidden000000'],
    );
    assert.deepEqual(
      column('status').map((cell) => cell?.[1]),
      ['open', 'open', 'context', 'suppressed until 2027-01-01'],
    );
    assert.equal(column('what')[0]![0], 's');
    assert.match(String(column('what')[0]![1]), /^=cmd\|calc _x005F_x003D_ http/);
    assert.equal(column('who')[0]![1], forced.clients.join(', '));
    assert.deepEqual(column('from (UTC)')[0], [
      'd',
      forced.from.toISOString().slice(0, 19),
      'yyyy-mm-dd hh:mm:ss',
    ]);
    assert.deepEqual(
      column('technique')
        .map((cell) => cell?.[1])
        .slice(0, 2),
      ['T1110.001 Password Guessing', 'T1048 Exfiltration Over Alternative Protocol (hypothesis)'],
    );
    const clients = book.Clients!.rows;
    const titles = clients[0]!.map((cell) => cell?.[1]);
    const named = clients.slice(1).map((cells) => cells.map((cell) => cell?.[1] ?? null));
    assert.deepEqual(
      named.map((cells) => cells[titles.indexOf('src_ip')]),
      [...forced.clients, '8.8.8.8'],
    );
    assert.equal(named[0]![titles.indexOf('findings')], `${forced.id} ${large.id}`);
    assert.equal(named[0]![titles.indexOf('severity')], forced.severity);
    assert.equal(named[forced.clients.indexOf('1.1.1.1')]![titles.indexOf('records')], 2);
    assert.equal(named[0]![titles.indexOf('client_score')], null);
    const facts = Object.fromEntries(book.Summary!.rows.map(([name, value]) => [name?.[1], value]));
    assert.match(
      String(facts.Findings?.[1]),
      /^1 of high, 1 of medium and 0 of low severity; 1 that accuse nobody; 1 suppressed$/,
    );
    const sheets = Object.entries(unzipSync(readFileSync(file))).map(([, bytes]) => strFromU8(bytes));
    assert.ok(!sheets.some((xml) => xml.includes('hyperlink') || xml.includes('<f>')));
  },
);

test('a client that a finding accuses has its score, however low, and other clients follow by score', async () => {
  const { traffic, ledger: found } = await withFindings();
  const records = await requireLocal(traffic).engine.query<{ row_id: number; src_ip: string }>(
    'select row_id, src_ip from traffic order by row_id',
  );
  const addresses = [...new Set(records.map(({ src_ip }) => src_ip))];
  const codes = Int32Array.from(records, ({ src_ip }) => addresses.indexOf(src_ip));
  const scores = Float32Array.from(codes, (code) => (addresses[code] === '1.1.1.1' ? 0.5 : 1 + code));
  const detection: Partial<Detection> = {
    rowIds: Int32Array.from(records, ({ row_id }) => row_id),
    scores,
    clientScores: null,
    clients: { codes, addresses },
    isAnomaly: new Uint8Array(records.length),
    reasons: () => [{ feature: 'a', share: 1, text: 'a reason' }],
  };
  const { columns, leftOut } = await clientsByEvidence(traffic, {
    ledger: found,
    detection: detection as Detection,
  });
  const valuesOf = (name: string) => Array.from(columns[name]!.values);
  const clients = valuesOf('src_ip');
  const forced = found.findings[1]!.clients;
  assert.deepEqual(clients.slice(0, 3), [...forced, '8.8.8.8']);
  assert.equal(new Set(clients).size, clients.length);
  assert.ok(clients.length > 1_000 && clients.length <= 1_003);
  assert.equal(valuesOf('client_score')[forced.indexOf('1.1.1.1')], 0.5);
  const others = valuesOf('client_score').slice(3).map(Number);
  assert.ok(others.length > 1);
  assert.deepEqual(
    others,
    [...others].sort((a, b) => b - a),
  );
  assert.equal(leftOut, 0);
});

test('times are the same instant in the file as in the record, to the second', withOpenpyxl, async () => {
  const connection = await openDuckDB();
  const file = path.join(folder, 'times.xlsx');
  const text =
    "select timestamp '2024-04-25 23:00:07' as t, date '2024-02-29' as d, timestamp '1999-12-31 23:59:59' as u";
  await writeSheets(
    { engine: duckdbEngine(connection) },
    [{ name: 'Times', query: { text, values: [] } }],
    file,
  );
  assert.deepEqual(readWorkbook(file).Times!.rows, [
    [
      ['s', 't (UTC)', 'yyyy-mm-dd hh:mm:ss'],
      ['s', 'd', 'yyyy-mm-dd'],
      ['s', 'u (UTC)', 'yyyy-mm-dd hh:mm:ss'],
    ].map(([type, value]) => [type, value, 'General']),
    [
      ['d', '2024-04-25T23:00:07', 'yyyy-mm-dd hh:mm:ss'],
      ['d', '2024-02-29T00:00:00', 'yyyy-mm-dd'],
      ['d', '1999-12-31T23:59:59', 'yyyy-mm-dd hh:mm:ss'],
    ],
  ]);
});

test(
  'text that looks like a formula is text, whatever it holds, and negative numbers are numbers',
  withOpenpyxl,
  async () => {
    const connection = await openDuckDB();
    const formulas = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      "=cmd|' /C calc'!A0",
      '_x003D_1+1',
      ...HOSTILE,
    ];
    const file = path.join(folder, 'hostile.xlsx');
    const text = `select unnest([${formulas.map((_, i) => `$${i + 1}`).join(', ')}]) as value, -5 as n, -2.5::double as x`;
    await writeSheets(
      { engine: duckdbEngine(connection) },
      [{ name: 'Hostile', query: { text, values: formulas } }],
      file,
    );
    const rows = readWorkbook(file).Hostile!.rows.slice(1);
    assert.deepEqual(
      rows.map((cells) => cells[0]?.[0]),
      formulas.map((value) => (value === '' ? undefined : 's')),
    );
    rows.forEach((cells, i) => {
      // The engine stores UTF-8, in which a lone surrogate is U+FFFD.
      const shown = visible(Buffer.from(formulas[i]!).toString(), 4_000).replace(
        /_(?=x[0-9A-Fa-f]{4}_)/g,
        '_x005F_',
      );
      assert.equal(cells[0]?.[1].toString().replaceAll('_x005F_', '_'), shown.replaceAll('_x005F_', '_'));
      assert.deepEqual(cells.slice(1), [
        ['n', -5, '#,##0'],
        ['n', -2.5, '#,##0.000'],
      ]);
    });
  },
);

test('a row is well-formed XML of legal characters, whatever its text holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.double(), (text, number) => {
      const xml = rowXml(
        2,
        [cellFrame('A', ''), cellFrame('B', ' s="1"')],
        (i) => [xmlText(text), number][i]!,
      );
      assert.match(
        xml,
        /^<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">[^<>]*<\/t><\/is><\/c>(<c r="B2" s="1"><v>[-+.e\d]+<\/v><\/c>)?<\/row>$/,
      );
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
      assert.doesNotMatch(xml, /[\u0000-\u001f\ufffe\uffff]|\p{Cs}/u);
      assert.doesNotMatch(xml, /&(?!amp;|lt;|gt;)/);
    }),
  );
});

test('a lone surrogate and a control character become visible escapes', () => {
  assert.match(
    rowXml(2, [cellFrame('A', '')], () => xmlText('a\ud800b\u0000')),
    />a\\ud800b\\u0000</,
  );
});

test(
  'an answer with more rows than a sheet may have goes on in further sheets, without loss',
  withOpenpyxl,
  async () => {
    const connection = await openDuckDB();
    const file = path.join(folder, 'split.xlsx');
    const question = { text: 'select i::integer as i from range($1) as r(i)', values: [5_000] };
    const parts = await writeSheets(
      { engine: duckdbEngine(connection) },
      [{ name: 'Numbers', query: question }],
      file,
      {
        rowsPerSheet: 2_100,
      },
    );
    assert.deepEqual(
      parts.map(({ name, rows }) => [name, rows]),
      [
        ['Numbers', 2100],
        ['Numbers 2', 2100],
        ['Numbers 3', 800],
      ],
    );
    const book = readWorkbook(file);
    const numbers = Object.values(book).flatMap((sheet) => sheet.rows.slice(1).map((cells) => cells[0]?.[1]));
    assert.deepEqual(
      numbers,
      Array.from({ length: 5_000 }, (_, i) => i),
    );
  },
);

test('an answer without rows is a sheet with its header', withOpenpyxl, async () => {
  const file = path.join(folder, 'empty.xlsx');
  await writeSheets(
    { engine: duckdbEngine(await openDuckDB()) },
    [{ name: 'None', query: { text: 'select 1 as a where false', values: [] } }],
    file,
  );
  assert.deepEqual(readWorkbook(file).None!.rows, [[['s', 'a', 'General']]]);
});

test('a question that fails, or an abort, leaves no file behind', async () => {
  const connection = await openDuckDB();
  const file = path.join(folder, 'failed.xlsx');
  const sheet = (text: string) => [{ name: 'S', query: { text, values: [] } }];
  await assert.rejects(
    writeSheets(
      { engine: duckdbEngine(connection) },
      sheet("select cast(i::varchar || 'x' as integer) as n from range(9) as r(i)"),
      file,
    ),
    /Could not convert/,
  );
  const controller = new AbortController();
  await assert.rejects(
    writeSheets({ engine: duckdbEngine(connection) }, sheet('select i from range(500000) as r(i)'), file, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    }),
    { name: 'AbortError' },
  );
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('failed')),
    [],
  );
});

const office = spawnSync('soffice', ['--version']).status === 0;
const withOffice = { skip: office ? withOpenpyxl.skip : 'SKIPPED: LibreOffice (soffice) is not installed' };

/** Has LibreOffice open a workbook and save it again. */
function savedByOffice(file: string): string {
  const out = path.join(folder, 'saved');
  const profile = `-env:UserInstallation=${pathToFileURL(path.join(folder, 'profile'))}`;
  const { status, stderr } = spawnSync(
    'soffice',
    [profile, '--headless', '--convert-to', 'xlsx', '--outdir', out, file],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  return path.join(out, path.basename(file));
}

test(
  'LibreOffice opens a workbook, and what it saves has the same cells and charts',
  withOffice,
  async () => {
    const { traffic, detection } = await small();
    const file = path.join(folder, 'office.xlsx');
    const { ledger: found } = await withFindings();
    await writeWorkbook(traffic, file, { detection, ledger: found });
    assert.equal(readWorkbook(file).Findings?.rows.length, 5);
    const [before, saved] = [readWorkbook(file), readWorkbook(savedByOffice(file))];
    const values = (book: typeof before, name: string) =>
      // LibreOffice writes the text that the escape `_x005F_` stands for.
      book[name]!.rows.map((cells) =>
        cells.map((cell) => cell && [cell[0], String(cell[1]).replaceAll('_x005F_', '_')]),
      );
    for (const name of Object.keys(before)) assert.deepEqual(values(saved, name), values(before, name), name);
    assert.deepEqual(
      ['By country', 'By port', 'By hour'].map((name) => saved[name]!.charts),
      [1, 1, 1],
    );
    assert.deepEqual(saved['Flagged records']!.filter, 'A1:W3');
  },
);

test('records written as a sheet and saved by LibreOffice load as the same traffic', withOffice, async () => {
  const traffic = await tinyTraffic([
    { bytes_in: 25207794, src_ip: '2001:db8::1' },
    { bytes_in: null, creation_time: '2024-04-25 23:59:59', rule_names: '=1+1' },
  ]);
  const file = path.join(folder, 'records.xlsx');
  const all = `select ${trafficColumns.map(({ name }) => name).join(', ')} from traffic order by row_id`;
  await writeSheets(traffic, [{ name: 'Records', query: { text: all, values: [] } }], file);
  const again = await openTraffic(savedByOffice(file));
  assert.deepEqual(await again.engine.query(all), await traffic.engine.query(all));
  assert.equal(again.rejected, 0);
});
