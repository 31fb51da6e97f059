import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { applyTriage } from '../../lib/findings/apply-triage.js';
import type { Finding } from '../../lib/findings/finding.js';
import { findingsBlock } from '../../lib/findings/findings-block.js';
import { investigate, type Ledger } from '../../lib/findings/investigate.js';
import { parseTriage, readTriage, type TriageEntry } from '../../lib/findings/triage-file.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { HOSTILE } from '../hostile/strings.js';
import { madeFinding } from './made-finding.js';

const folder = mkdtempSync(path.join(tmpdir(), 'triage-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

const entry: TriageEntry = {
  id: '0123456789ab',
  kind: 'brute force',
  status: 'accepted',
  note: 'a test of ours',
  who: 'Ada',
  when: '2026-01-02T03:04:05.000Z',
  severity: 'high',
  targets: ['10.0.0.1'],
  outcome: null,
};
const document = (...entries: readonly object[]) => ({
  schema: 'suspicious-web-traffic/triage/1',
  version: '0.1.0',
  report: 'a.csv',
  entries,
});
const ledgerOf = (...findings: readonly Finding[]): Ledger => ({
  findings,
  suppressed: [],
  enriched: true,
  searched: { missing: [], techniques: [] },
});
const applied = (change: Partial<TriageEntry> = {}, finding: Partial<Finding> = {}) =>
  applyTriage(ledgerOf(madeFinding(finding)), document({ ...entry, ...change }) as never);

test('accepted findings and false positives are set aside with their note, others keep their place', () => {
  for (const status of ['accepted', 'false positive'] as const) {
    const { findings, suppressed } = applied({ status });
    assert.deepEqual([findings.length, suppressed.length], [0, 1]);
    assert.equal(suppressed[0]?.suppressed?.reason, `${status} by Ada: a test of ours`);
    assert.match(findingsBlock(applied({ status })).text, /by Ada on 2026-01-02: a test of ours/);
  }
  for (const status of ['open', 'confirmed'] as const)
    assert.equal(applied({ status }).findings[0]?.triage?.status, status);
  assert.equal(applied({ id: 'ffffffffffff' }).findings[0]?.triage, undefined);
});

test('a finding comes back with a higher severity, a new target or a possible success, and says which', () => {
  const outcome = { result: 'possible success', sentence: '' } as const;
  for (const [entryChange, findingChange, text] of [
    [{ severity: 'medium' }, {}, 'its severity is high, it was medium'],
    [{}, { targets: ['10.0.0.1', '10.0.0.2'] }, 'it has a new target, 10.0.0.2'],
    [{ outcome: 'refused' }, { outcome }, 'an attempt may have succeeded'],
  ] as const) {
    const { findings, suppressed } = applied(entryChange, findingChange);
    assert.equal(suppressed.length, 0);
    assert.equal(findings[0]?.triage?.changed, text);
    assert.match(findingsBlock({ ...ledgerOf(), findings }).text, /Open again: /);
  }
  assert.equal(applied({ outcome: 'possible success' }, { outcome }).suppressed.length, 1);
  assert.equal(applied({}, { severity: 'low', targets: [] }).suppressed.length, 1);
});

test('of several entries of one finding the last one counts', () => {
  const later = { ...entry, status: 'confirmed', when: '2026-02-01T00:00:00.000Z' };
  for (const entries of [
    [entry, later],
    [later, entry],
  ])
    assert.equal(applyTriage(ledgerOf(madeFinding()), document(...entries) as never).findings.length, 1);
});

test('a triage is read from its JSON and from the page that holds it, whatever its texts are', async () => {
  const notes = [
    ...HOSTILE,
    '</script><script>alert(1)</script>',
    '<!-- <script>',
    '<img src=x onerror=alert(1)>',
  ];
  const findings = notes.map((note, i) =>
    madeFinding({
      id: i.toString(16).padStart(12, '0'),
      title: note,
      sentence: note,
      clients: [note],
      targets: [note.slice(0, 200)],
      triage: { status: 'confirmed', note, who: note.slice(0, 100), when: entry.when, changed: null },
    }),
  );
  const { html } = findingsBlock(ledgerOf(...findings));
  const page = `<!doctype html><title>a</title><script>const a = '<script id="triage" type="application/json">{}';</script><p title='<script type="application/json" id="triage">'>${html}</p>`;
  const fromPage = await readTriage(write('page.html', page));
  assert.deepEqual(
    fromPage.entries.map(({ note }) => note),
    notes,
  );
  assert.doesNotMatch(html, /<script>alert|<img/);
  const fromJson = await readTriage(
    write('triage.json', `\ufeff ${JSON.stringify(document(...fromPage.entries))}`),
  );
  assert.deepEqual(fromJson.entries, fromPage.entries);
});

test('what is no triage is refused in one line that names the file and what to do', async () => {
  const refused = (name: string, text: string, message: RegExp) =>
    assert.rejects(readTriage(write(name, text)), (error: Error) => {
      assert.equal(error.name, 'InputError');
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  await assert.rejects(readTriage(path.join(folder, 'none.json')), /none\.json: there is no such file/);
  await refused(
    'a.html',
    '<html><body>hello',
    /a\.html: is no JSON and has no triage in it; give the JSON or the page/,
  );
  await refused('b.json', '{"schema": ', /b\.json: its triage is no valid JSON/);
  await refused('c.json', '{}', /“schema” is missing/);
  await refused('d.json', JSON.stringify({ ...document(), entries: 3 }), /“entries” must be a list/);
  await refused(
    'e.json',
    JSON.stringify(document({ ...entry, id: '\n<b>' })),
    /entry 1: “id” is .* not 12 hex digits/,
  );
  await refused(
    'f.json',
    JSON.stringify(document(entry, { ...entry, status: 'gone' })),
    /entry 2: “status” is "gone"; there are open, /,
  );
  await refused(
    'g.json',
    JSON.stringify(document({ ...entry, when: 'soon' })),
    /“when” is "soon", not a time/,
  );
});

test('whatever JSON a file holds, it is a triage or an InputError', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.record({ entries: fc.array(fc.jsonValue()) }).map((e) => JSON.stringify({ ...document(), ...e })),
      ),
      (json) => {
        try {
          assert.ok(Array.isArray(parseTriage(json, 'x').entries));
        } catch (error) {
          assert.equal((error as Error).name, 'InputError');
        }
      },
    ),
  );
});

test('investigate applies a triage to the next run, and not to masked addresses', async () => {
  const file = path.resolve(__dirname, '../../data/cybersecurity_data.csv');
  const traffic = await openTraffic(file);
  const { findings } = await investigate(traffic);
  const [first, second] = findings.filter(({ accuses }) => accuses);
  const said = (finding: Finding) => ({
    ...entry,
    id: finding.id,
    severity: finding.severity,
    targets: finding.targets,
    outcome: finding.outcome?.result ?? null,
  });
  const triage = write(
    'next.json',
    JSON.stringify(document(said(first!), { ...said(second!), severity: 'low' })),
  );
  const next = await investigate(traffic, { triage });
  assert.deepEqual(
    next.suppressed.map(({ id }) => id),
    [first!.id],
  );
  assert.match(
    next.findings.find(({ id }) => id === second!.id)?.triage?.changed ?? '',
    /severity is high, it was low/,
  );
  const masked = await investigate(await openTraffic(file, { redact: true }), { triage });
  assert.equal(masked.suppressed.length, 0);
  assert.match(masked.triageNote ?? '', /was not applied: in a redacted report/);
  assert.doesNotMatch(findingsBlock(masked).html, /a test of ours/);
});
