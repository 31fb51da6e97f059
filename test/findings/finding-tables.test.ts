import assert from 'node:assert/strict';
import { test } from 'node:test';
import Papa from 'papaparse';
import { findingTicket } from '../../lib/findings/export/finding-ticket.js';
import { ledgerCsv } from '../../lib/findings/export/ledger-csv.js';
import { ledgerJson } from '../../lib/findings/export/ledger-json.js';
import { findingsBlock } from '../../lib/findings/findings-block.js';
import { investigate } from '../../lib/findings/investigate.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { written } from '../load/written.js';
import { combinedLog } from './web-log.js';

const HOSTILE = '<img src=x onerror=alert(1)>|`[x](javascript:1)';
const ledger = (async () => {
  const pages = Array.from({ length: 300 }, (_, i) => ({
    at: 50 * i,
    client: `198.51.100.${(i % 200) + 1}`,
  }));
  const guesses = Array.from({ length: 15 }, (_, i) => ({
    at: 9000 + i,
    client: '203.0.113.1',
    uri: `/${HOSTILE}-${i}`,
    status: 404,
    bytes: 300,
    agent: `=cmd|${HOSTILE}`,
  }));
  return investigate(await openTraffic(written('tables.log', combinedLog([...pages, ...guesses]))));
})();

test('the tables of a finding are shown, and text from records in them is text', async () => {
  const { html } = findingsBlock(await ledger);
  assert.match(html, /<caption[^>]*><b>Paths<\/b><\/caption>/);
  assert.ok(html.includes('&lt;img src=x onerror=alert(1)') && !html.includes('<img'));
  assert.match(html, /10 more/);
});

test('a ticket has the tables in Markdown that no text of a record breaks', async () => {
  const finding = (await ledger).findings.find(
    ({ kind }) => kind === 'content discovery' || kind === 'request signature',
  )!;
  const ticket = findingTicket(finding);
  const rows = ticket.split('\n').filter((line) => line.startsWith('| '));
  assert.match(ticket, /\*\*Paths\*\*\n\n\| path \| requests \| answers \|\n\| --- \| --- \| --- \|/);
  assert.ok(rows.length >= 8);
  for (const row of rows) assert.ok(!/(^|[^\\])<img/.test(row) && !/[^\\]\]\(/.test(row), row);
  // Three columns of paths, five of clients: pipes in text are escaped.
  assert.deepEqual(
    [...new Set(rows.map((row) => row.replaceAll('\\|', '').split('|').length - 2))].sort(),
    [3, 5],
  );
});

test('JSON has outcome and tables, and CSV the outcome, the paths with their answers, and the agents', async () => {
  const document = JSON.parse(ledgerJson(await ledger)) as {
    findings: { accuses: boolean; outcome: { result: string }; evidence: { tables: { title: string }[] } }[];
  };
  const accusing = document.findings.find(({ accuses }) => accuses)!;
  assert.equal(accusing.outcome.result, 'refused');
  assert.deepEqual(
    accusing.evidence.tables.map(({ title }) => title),
    ['Paths', 'Clients'],
  );
  const { data } = Papa.parse<Record<string, string>>(ledgerCsv(await ledger), {
    header: true,
    skipEmptyLines: true,
  });
  const row = data.find(({ outcome }) => outcome === 'refused')!;
  assert.match(row.paths!, /^\/<img .*-0: 404 × 1; /);
  assert.equal(row.agents?.[0], "'");
});
