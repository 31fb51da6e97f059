import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import papaparse from 'papaparse';
import { describeTraffic } from '../../../lib/analyze/describe-traffic.js';
import { trafficProfiles } from '../../../lib/analyze/traffic-profiles.js';
import { compareTraffic } from '../../../lib/compare/compare-traffic.js';
import { describeComparison } from '../../../lib/compare/describe-comparison.js';
import { writeComparison } from '../../../lib/compare/write-comparison.js';
import { detectAnomalies } from '../../../lib/detect/detect-anomalies.js';
import { enrichAddresses } from '../../../lib/enrich/enrich-addresses.js';
import { findingTicket } from '../../../lib/findings/export/finding-ticket.js';
import { writeFindings } from '../../../lib/findings/export/write-findings.js';
import { findingsBlock } from '../../../lib/findings/findings-block.js';
import { investigate } from '../../../lib/findings/investigate.js';
import { ledgerSummary } from '../../../lib/findings/ledger-summary.js';
import { normalText } from '../../../lib/load/redact/normal-text.js';
import type { LocalTraffic } from '../../../lib/load/traffic.js';
import { writeRejects } from '../../../lib/load/write-rejects.js';
import { anomaliesBlock } from '../../../lib/report/anomalies-block.js';
import { dataCardBlock } from '../../../lib/report/data-card-block.js';
import { describeMethod } from '../../../lib/report/describe-method.js';
import { filterControls } from '../../../lib/report/explore/filter-controls.js';
import { topAnomalies } from '../../../lib/report/top-anomalies.js';
import { writeScored } from '../../../lib/report/write-scored.js';
import { writeSummary } from '../../../lib/report/write-summary.js';
import { writeWorkbook } from '../../../lib/report/write-workbook.js';
import { allColumns } from '../../../lib/schema/columns.js';
import { openLocal } from '../open-local.js';
import { addressForms, tracesOf } from './address-forms.js';

const folder = mkdtempSync(path.join(tmpdir(), 'redact everywhere '));
const out = path.join(folder, 'out');
const PLANTED = ['203.0.113.77', '2001:db8:7::9', '10.20.30.40'];
const TEXT_COLUMNS = allColumns.filter(
  ({ name, type }) => type === 'VARCHAR' && !/^(src|dst)_ip$/.test(name),
);
const forms = PLANTED.flatMap((ip) => Object.values(addressForms(ip)).map((form) => ({ ip, form })));
const day = (i: number) => new Date(Date.UTC(2024, 3, 25, i % 24, i % 60, i % 7)).toISOString();

let csv: LocalTraffic;
let log: LocalTraffic;
/** What was written or shown of the redacted traffic, by where. */
const seen: Record<string, string> = {};

/** Each form in each column of text, alone and within other text. */
function writeCsv(file: string): void {
  const rows = forms.map(({ ip, form }, i) => ({
    ...Object.fromEntries(
      TEXT_COLUMNS.map(({ nameInFiles }, column) => [
        nameInFiles,
        (i + column) % 3 === 0 ? `\ufeff${form}` : (i + column) % 3 === 1 ? form : `seen ${form}, here`,
      ]),
    ),
    ...{ src_ip: ip, dst_ip: PLANTED[i % 3], creation_time: day(i), 'response.code': i % 5 ? 200 : 403 },
    ...{ bytes_in: i * 10, bytes_out: i * 100, label: form },
    ...(i % 4 === 0 && { uri: `/a/${form}/etc/passwd?x=${form}` }),
  }));
  const broken = { ...rows[0], creation_time: '203.0.113.77', rule_names: 'x' };
  writeFileSync(file, papaparse.unparse([...rows, broken]));
}

/** Each form in the request, the referer and the agent of a log of a web server. */
function writeLog(file: string): void {
  const quoted = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const lines = forms
    .filter(({ form }) => !form.includes('\0'))
    .map(({ ip, form }, i) => {
      const at = `25/Apr/2024:${String(i % 24).padStart(2, '0')}:00:0${i % 10} +0000`;
      return `${ip} - ${quoted(form)} [${at}] "GET /${quoted(form)}/x?a=${quoted(form)} HTTP/1.1" ${i % 3 ? 200 : 404} ${i} "https://${quoted(form)}/" "Agent/${quoted(form)} (${quoted(form)})"`;
    });
  writeFileSync(file, lines.join('\n'));
}

const json = (value: unknown) =>
  JSON.stringify(value, (_, one) =>
    typeof one === 'bigint' ? String(one) : one instanceof Map ? [...one] : one,
  );

before(async () => {
  const named = path.join(folder, 'of 203.0.113.77 and 203-0-113-77.csv');
  const logged = path.join(folder, 'cb00714d.log');
  writeCsv(named);
  writeLog(logged);
  const filter = { where: ['source!=198.51.100.9', 'uri!=/203.0.113.77,/3405803853'] };
  csv = await openLocal(named, { redact: true, ...filter });
  log = await openLocal(logged, { redact: true });
  const lists = [
    { cidr: '203.0.113.77', verdict: 'deny', comment: 'bad 203.0.113.77, cb00714d', expires: null } as const,
  ];
  for (const [name, traffic] of Object.entries({ csv, log })) {
    const note = (what: string, value: unknown) => {
      seen[`${name}: ${what}`] = typeof value === 'string' ? value : json(value);
    };
    for (const view of ['traffic', 'labels', 'rejects', 'ip_keys'])
      note(view, await traffic.engine.query(`select * from ${view}`));
    await enrichAddresses(traffic, { lists });
    note('addresses', await traffic.engine.query('select * from addresses'));
    const card = await describeTraffic(traffic);
    const ledger = await investigate(traffic);
    const detection = await detectAnomalies(traffic, { seed: 1, detector: 'ECOD' });
    const at = (file: string) => path.join(out, name, file);
    for (const file of ['findings.csv', 'findings.json', 'findings.stix.json'])
      await writeFindings(ledger, at(file));
    await writeRejects(traffic, at('rejects.csv'));
    await writeScored(traffic, detection, at('scored.csv'));
    await writeSummary(card, detection, at('summary.json'));
    await writeWorkbook(traffic, at('workbook.xlsx'), { detection, card });
    for (const file of readdirSync(path.join(out, name))) {
      const bytes = readFileSync(at(file));
      note(
        file,
        file.endsWith('.xlsx')
          ? Object.values(unzipSync(bytes))
              .map((part) => strFromU8(part))
              .join('\n')
          : bytes.toString('utf8'),
      );
    }
    note('tickets', ledger.findings.map(findingTicket));
    note('findings', [findingsBlock(ledger), ledgerSummary(ledger)]);
    note('accounts', [traffic.accounts, traffic.filter]);
    note('data card', [card, dataCardBlock(card)]);
    note('method', await describeMethod(traffic, detection));
    note(
      'anomalies',
      anomaliesBlock(await topAnomalies(traffic, detection, { limit: 50 }), { caption: 'x' }),
    );
    note('profiles', await trafficProfiles(traffic));
    const page = (await filterControls(traffic, { detection, ledger })).html;
    const packed = /<script type="text\/plain">([^<]*)</.exec(page)![1]!;
    note('page', inflateSync(Buffer.from(packed, 'base64')).toString('latin1'));
  }
  const comparison = await compareTraffic(csv, log, {
    ledgers: { before: await investigate(csv), after: await investigate(log) },
  });
  await writeComparison(comparison, path.join(out, 'compare.json'));
  seen.comparison = json([
    comparison,
    describeComparison(comparison),
    readFileSync(path.join(out, 'compare.json'), 'utf8'),
  ]);
});
after(() => {
  csv?.engine.close();
  log?.engine.close();
  rmSync(folder, { recursive: true, force: true });
});

test('no output of redacted traffic has an address in any form, whatever column it was written in', () => {
  assert.equal(csv.records, forms.length);
  assert.ok(log.records > forms.length * 0.9, String(log.records));
  const traces = PLANTED.flatMap(tracesOf);
  assert.ok(traces.length > 120);
  const left = Object.entries(seen).flatMap(([where, text]) => {
    assert.ok(text.length > 1, where);
    const all = [text, normalText(text) ?? ''].map((one) => one.toLowerCase());
    return traces
      .filter((trace) => all.some((one) => one.includes(trace)))
      .map((trace) => `${where}: ${trace}`);
  });
  assert.deepEqual(left, []);
});

test('the search finds each form in the same tables when they are not redacted', async () => {
  const open = await openLocal(csv.files[0]!);
  const text = json(await open.engine.query('select * from traffic')).toLowerCase();
  const missing = PLANTED.flatMap((ip) =>
    tracesOf(ip).filter((trace) => !text.includes(json(trace).slice(1, -1))),
  );
  open.engine.close();
  assert.deepEqual(missing, []);
});
