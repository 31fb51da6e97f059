import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Download, Page } from 'playwright-core';
import { describeTraffic } from '../../../lib/analyze/describe-traffic.js';
import { applyTriage } from '../../../lib/findings/apply-triage.js';
import type { Finding } from '../../../lib/findings/finding.js';
import { findingsBlock } from '../../../lib/findings/findings-block.js';
import { investigate, type Ledger } from '../../../lib/findings/investigate.js';
import { readTriage } from '../../../lib/findings/triage-file.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../../lib/load/traffic.js';
import { filterControls } from '../../../lib/report/explore/filter-controls.js';
import { reportHead } from '../../../lib/report/report-head.js';
import { formatBytes } from '../../../lib/text/format-bytes.js';
import type { HtmlBlock } from '../../../lib/text/html-block.js';
import { type OpenedPage, openPage } from '../../browser/chrome.js';
import { madeFinding } from '../../findings/made-finding.js';
import { HOSTILE } from '../../hostile/strings.js';
import { convert } from '../../jupyter/export/convert.js';
import { code, display, markdown, notebook } from '../../jupyter/export/notebook.js';
import { clientDetectionOf } from './page.js';

const block = ({ html }: HtmlBlock) => display({ 'text/html': html });
let traffic: Traffic;
let ledger: Ledger;
let opened: OpenedPage;
let page: Page;
let first: Finding;
before(async () => {
  traffic = await openTraffic(path.resolve(__dirname, '../../../data/cybersecurity_data.csv'));
  ledger = await investigate(traffic);
  first = ledger.findings.find(({ accuses }) => accuses)!;
  const anomalous = await clientDetectionOf(traffic);
  const detection = { ...anomalous, anomalies: anomalous.isAnomaly.reduce((sum, flag) => sum + flag, 0) };
  const card = await describeTraffic(traffic);
  const head = await reportHead(traffic, { card, ledger, detection, now: new Date('2026-01-02T00:00:00Z') });
  const html = await convert(
    notebook([
      markdown('# Triage'),
      code('a', block(head)),
      code('b', block(await filterControls(traffic, { detection, ledger }))),
      markdown('## Findings'),
      code('c', block(findingsBlock(ledger))),
    ]),
  );
  opened = await openPage(html, { viewport: { width: 1300, height: 900 }, acceptDownloads: true });
  page = opened.page;
  page.setDefaultTimeout(10_000);
  await page.waitForSelector('html[data-filters]');
});
after(() => opened.close());

const counted = () => page.locator('.filter-state output').first().innerText();
const body = (id: string) => page.locator(`tbody[data-finding="${id}"]`);
const saved = async (name: string): Promise<Download> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).click(),
  ]);
  return download;
};

test('the head names file, time, version and that the records are simulated; its tiles are what DuckDB counts', async () => {
  const meta = await page.locator('.report-head .meta').innerText();
  assert.match(
    meta,
    /^SIMULATED cybersecurity_data\.csv · 2024-04-01 .* UTC · made 2026-01-02 by version \d/,
  );
  assert.match(await page.locator('.verdict').innerText(), /^\d+ urgent findings: /);
  const [counts] = await requireLocal(traffic).engine.query<Record<string, number>>(
    `select cast(count(*) as double) as records, cast(count(distinct src_ip) as double) as clients,
       cast(sum(bytes_in) + sum(bytes_out) as double) as bytes from traffic`,
  );
  const tiles = (await page.locator('.tile').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  const severity = (one: string) =>
    ledger.findings.filter((finding) => finding.accuses && finding.severity === one).length;
  assert.deepEqual(tiles.slice(0, 3), [
    `${severity('high')} high severity`,
    `${severity('medium')} medium severity`,
    `${severity('low')} low severity`,
  ]);
  assert.equal(tiles[3], `${counts!.records!.toLocaleString('en-US')} records`);
  assert.ok(tiles[4]!.startsWith(`${counts!.clients!.toLocaleString('en-US')} clients, `), tiles[4]);
  assert.equal(tiles[5], `${formatBytes(counts!.bytes!)} in and out`);
  assert.match(tiles[6]!, /^\d+ rows rejected$/);
  assert.match(tiles[8]!, /^200 anomalies$/);
});

test('a tile of severity leads to its first finding, that of the anomalies filters by them', async () => {
  await page.locator('.tile.medium').click();
  const medium = ledger.findings.find(({ accuses, severity }) => accuses && severity === 'medium')!;
  assert.equal(
    await page.evaluate(() => document.activeElement?.closest('tbody')?.dataset.finding),
    medium.id,
  );
  await page.getByRole('button', { name: /anomalies/ }).click();
  assert.match(await counted(), /^200 of 20,000 records/);
  await page.getByRole('button', { name: 'Reset filters' }).click();
});

test('a row unfolds with the keyboard to addresses, ports, false positives, next step and SQL', async () => {
  const row = body(first.id);
  const button = row.locator('.unfold');
  assert.equal(await button.getAttribute('aria-expanded'), 'false');
  assert.equal(await row.locator('.detail').isVisible(), false);
  await button.focus();
  await page.keyboard.press('Enter');
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  const text = await row.locator('.detail').innerText();
  for (const part of [...first.clients, first.nextStep, ...first.benign, `id ${first.id}`])
    assert.ok(text.includes(part), part);
  assert.equal(await row.locator('svg.sparkline[role=img]').count(), 1);
  await page.keyboard.press('Enter');
  assert.equal(await row.locator('.detail').isVisible(), false);
});

test('the sparkline counts the records of the clients of a finding', async () => {
  const { byFinding, start, width } = ledger.activity!;
  const list = first.clients.map((client) => `'${client}'`).join(', ');
  const rows = await requireLocal(traffic).engine.query<{ bin: number; n: number }>(
    `select cast(floor((epoch(creation_time) - ${start / 1000}) / ${width / 1000}) as integer) as bin,
       cast(count(*) as integer) as n from traffic where src_ip in (${list}) group by 1 order by 1`,
  );
  const records = byFinding.get(first.id)!.records;
  assert.deepEqual(
    records.flatMap((n, bin) => (n > 0 ? [{ bin, n }] : [])),
    rows.map(({ bin, n }) => ({ bin, n })),
  );
});

test('an address of a finding filters by it, and a finding shows its own records', async () => {
  const row = body(first.id);
  const address = row.locator('button.source').first();
  const client = await address.innerText();
  await address.click();
  assert.deepEqual(await page.locator('.chips button').allInnerTexts(), [`client ${client} ×`]);
  await page.evaluate((id) => document.dispatchEvent(new CustomEvent('finding', { detail: id })), first.id);
  assert.equal(await row.locator('.detail').isVisible(), true, 'an event unfolds it');
  await row.getByRole('button', { name: 'Show these records' }).click();
  const list = first.clients.map((one) => `'${one}'`).join(', ');
  const [counts] = await requireLocal(traffic).engine.query<{ n: number }>(
    `select cast(count(*) as integer) as n from traffic where src_ip in (${list})
       and creation_time >= '${first.from.toISOString()}' and creation_time <= '${first.to.toISOString()}'`,
  );
  assert.ok(counts!.n > 0);
  assert.match(await counted(), new RegExp(`^${counts!.n} of 20,000 records`));
  await page.getByRole('button', { name: 'Reset filters' }).click();
});

test('status and note are kept over a reload, in the exported triage and in a saved copy, which --triage reads', async () => {
  const row = body(first.id);
  const note = `</script><img src=x onerror=alert(1)> "ours"`;
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('Your name').blur();
  await row.locator('select.status').selectOption('accepted');
  if (!(await row.locator('.detail').isVisible())) await row.locator('.unfold').click();
  await row.locator('textarea').fill(note);
  await row.locator('textarea').blur();
  await page.reload();
  await page.waitForSelector('html[data-filters]');
  assert.equal(await row.locator('select.status').inputValue(), 'accepted');
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Ada');
  assert.match(await page.locator('[data-triage-bar] output').innerText(), /^1 of \d+ marked$/);

  const exported = await saved('Export triage');
  assert.equal(exported.suggestedFilename(), 'triage.json');
  const copy = await saved('Save a copy');
  assert.match(copy.suggestedFilename(), /-triage\.html$/);
  const html = readFileSync(await copy.path(), 'utf8');
  const copied = `${await copy.path()}.html`;
  await copy.saveAs(copied);
  for (const file of [await exported.path(), copied]) {
    const { entries } = await readTriage(file);
    assert.deepEqual(
      entries.map(({ when: _, ...entry }) => entry),
      [
        {
          id: first.id,
          kind: first.kind,
          status: 'accepted',
          note,
          who: 'Ada',
          severity: first.severity,
          targets: first.targets,
          outcome: first.outcome?.result ?? null,
        },
      ],
    );
    const next = applyTriage(ledger, await readTriage(file));
    assert.deepEqual(
      next.suppressed.map(({ id }) => id),
      [first.id],
    );
  }

  const other = await openPage(html, { viewport: { width: 1300, height: 900 } });
  await other.page.waitForSelector('html[data-filters]');
  await other.page.evaluate(() => localStorage.clear());
  await other.page.reload();
  await other.page.waitForSelector('html[data-filters]');
  const again = other.page.locator(`tbody[data-finding="${first.id}"]`);
  assert.equal(await again.locator('select.status').inputValue(), 'accepted');
  assert.equal(await again.locator('textarea').inputValue(), note);
  assert.equal(
    await other.page.locator('.unfold').count(),
    await page.locator('.unfold').count(),
    'as it was loaded',
  );
  assert.deepEqual([other.consoleErrors, other.pageErrors, other.requests, other.dialogs], [[], [], [], []]);
  await other.close();
});

test('on 390 px nothing of the findings is wider than the page, and paper has every row unfolded', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  const wide = await page
    .locator('.findings-block *:not(pre, pre *)')
    .evaluateAll((all) =>
      all
        .filter(
          (element) =>
            element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.wide, thead'),
        )
        .map((element) => element.outerHTML.slice(0, 200)),
    );
  assert.deepEqual(wide, []);
  await page.setViewportSize({ width: 1300, height: 900 });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => void dispatchEvent(new Event('beforeprint')));
  const shown = await page
    .locator('.findings .detail')
    .evaluateAll((all) => all.map((one) => one.checkVisibility()));
  assert.ok(shown.length > 5 && shown.slice(0, 5).every(Boolean), String(shown));
  await page.evaluate(() => void dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: 'screen' });
});

test('axe finds nothing in head and findings, light and dark, and all went without an error or a request', async () => {
  await body(first.id).scrollIntoViewIfNeeded();
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(
      `axe.run({ include: ['.report-head', '.findings-block'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html)))`,
    );
    assert.deepEqual(violations, [], colorScheme);
  }
  const { consoleErrors, pageErrors, requests } = opened;
  assert.deepEqual([consoleErrors, pageErrors, requests], [[], [], []]);
});

test('texts of a finding that are markup are text in the table, in the triage and in a copy', async () => {
  const findings = HOSTILE.map((text, i) =>
    madeFinding({
      id: i.toString(16).padStart(12, '0'),
      title: text,
      sentence: text,
      clients: [text],
      targets: [text],
      context: [text],
      benign: [text],
      nextStep: text,
      accuses: i % 2 === 0,
      evidence: {
        numbers: {},
        tables: [{ title: text, columns: [text], rows: [[text]], omitted: 1 }],
        sql: text,
      },
    }),
  );
  const made = { ...ledger, findings, suppressed: [] };
  const hostile = await openPage(
    await convert(notebook([markdown('# x'), code('a', block(findingsBlock(made)))])),
    {
      acceptDownloads: true,
    },
  );
  assert.equal(await hostile.page.locator('select.status').count(), findings.length);
  const [copy] = await Promise.all([
    hostile.page.waitForEvent('download'),
    hostile.page.getByRole('button', { name: 'Save a copy' }).click(),
  ]);
  const again = await openPage(readFileSync(await copy.path(), 'utf8'));
  for (const { page: each, consoleErrors, pageErrors, requests, dialogs } of [hostile, again]) {
    assert.deepEqual([consoleErrors, pageErrors, requests, dialogs], [[], [], [], []]);
    assert.equal(
      await each
        .locator('main :is(img, iframe, object, embed, base, meta, link, x), main [onerror], main [onload]')
        .count(),
      0,
    );
  }
  await hostile.close();
  await again.close();
});
