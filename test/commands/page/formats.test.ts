import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { keepFormats } from '../../../lib/commands/page/keep-formats.js';
import { chromeToLaunch } from '../../browser/executable.js';
import { code, markdown, notebook } from '../../jupyter/export/notebook.js';

// The real report command on a small notebook: what it is told, and what it writes.

const root = path.resolve(__dirname, '../../..');
const here = mkdtempSync(path.join(os.tmpdir(), 'report formats '));
after(() => rmSync(here, { recursive: true, force: true }));

writeFileSync(
  path.join(here, 'traffic.csv'),
  `src_ip,src_ip_country_code,creation_time,dst_port,rule_names\n${['DE', 'US', 'DE', 'FR']
    .map((country, i) => `192.0.2.${i},${country},2024-04-25T0${i}:00:00Z,443,<b>|[x](http://a.invalid)`)
    .join('\n')}\n`,
);
writeFileSync(
  path.join(here, 'small.ipynb'),
  notebook([
    markdown('# A title\n\nProse.'),
    { ...markdown('Click here.'), metadata: { tags: ['page-only'] } },
    {
      ...code(
        "import { openTraffic, describeTraffic, table, writeSummary } from './lib/index.js';\nconst traffic = await openTraffic(process.env.TRAFFIC ?? '');\nawait writeSummary(await describeTraffic(traffic), { anomalies: 0, rule: 'none' }, process.env.REPORT_OUT + '/summary.json');\ntable(await traffic.engine.query('select row_id, src_ip_country_code as country, rule_names from traffic'), { caption: 'All' })",
      ),
      execution_count: null,
    },
    {
      ...code(
        "import { show, showProgress } from './lib/index.js';\nshowProgress('Counting').onProgress({ done: 3, total: 3, unit: 'rows' });\nshow({ html: '<p>for the page</p>', text: 'for a terminal', markdown: '### For *Markdown*' });",
      ),
      execution_count: null,
    },
  ]),
);

function report(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const command = ['--import', 'tsx', path.join(root, 'lib/commands/report.ts'), 'traffic.csv'];
  const env = { ...process.env, INIT_CWD: here, ...environment };
  const done = spawnSync(process.execPath, [...command, '--notebook', './small.ipynb', ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return { status: done.status, out: done.stdout, lastLine: done.stderr.trim().split('\n').at(-1) ?? '' };
}

test('a report is written in the formats asked for, under its title, of the records that pass the filter', async () => {
  const { executablePath: CHROME_PATH } = await chromeToLaunch();
  const { status, out } = report(
    ['--out', 'out', '--title', 'Two <i>countries</i>', '--show-code', '--format', 'md,html,pdf,json'].concat(
      [...['--filter', 'country=DE,US', '--from', '2024-04-25T01:00']],
    ),
    CHROME_PATH ? { CHROME_PATH } : {},
  );
  assert.equal(status, 0);
  assert.match(out, /^Wrote out\/small\.html, and beside it small\.md, small\.pdf, summary\.json\.$/m);
  const read = (name: string) => readFileSync(path.join(here, 'out', name), 'utf8');
  const html = read('small.html');
  assert.equal(/<title>(.*)<\/title>/.exec(html)?.[1], 'Two &lt;i&gt;countries&lt;/i&gt;');
  assert.ok(/<details class="code" open(="")?>/.test(html));
  assert.equal(html.match(/data-value="192|<td[^>]*>DE<|<td[^>]*>US<|<td[^>]*>FR</g)?.length, 2);
  const table =
    '**All**\n\n| row\\_id | country | rule\\_names |\n| ---: | --- | --- |\n| 2 | US | \\<b\\>\\|\\[x\\](http\\://a.invalid) |\n| 3 | DE | \\<b\\>\\|\\[x\\](http\\://a.invalid) |\n';
  const md = read('small.md');
  assert.ok(md.includes(table), md);
  assert.ok(md.endsWith('\n\n### For *Markdown*\n'), md);
  // Neither progress nor what only the page can do.
  assert.doesNotMatch(md, /3 rows in|Click here/);
  assert.match(html, /3 rows in[\s\S]*for the page/);
  assert.match(html, /Click here\./);
  assert.match(read('small.md'), /^# Two \\<i\\>countries\\<\/i\\>\n\nProse\.\n\n```ts\nimport/);
  assert.equal(read('small.pdf').slice(0, 5), '%PDF-');
  const { filter, leftOut, records } = JSON.parse(read('summary.json'));
  assert.deepEqual(
    [filter, leftOut, records],
    [['country is DE or US', 'from 2024-04-25 01:00:00 UTC'], 2, 2],
  );
});

test('what nobody asked for is removed, and what a notebook does not write cannot be asked for', () => {
  const folder = mkdtempSync(path.join(here, 'written-'));
  for (const name of ['small.html', 'summary.json', 'findings.json', 'scored.csv', 'own.txt'])
    writeFileSync(path.join(folder, name), '');
  assert.throws(() => keepFormats(folder, ['json', 'xlsx'], 'small.html'), {
    name: 'InputError',
    message: '--format xlsx: small writes no workbook.xlsx; leave xlsx out.',
  });
  keepFormats(folder, ['json', 'pdf'], 'small.html');
  assert.deepEqual(readdirSync(folder), ['findings.json', 'own.txt', 'summary.json']);
  writeFileSync(path.join(folder, 'small.html'), '');
  writeFileSync(path.join(folder, 'attack-layer.json'), '');
  keepFormats(folder, ['html'], 'small.html');
  assert.deepEqual(readdirSync(folder), ['own.txt', 'small.html']);
  rmSync(folder, { recursive: true });
});

test('a Chrome that is not there, and a filter that nothing passes, are told in one line, and nothing is written', () => {
  const before = readdirSync(here);
  const nowhere = report(['--out', 'none', '--format', 'pdf'], { CHROME_PATH: '/nowhere/chrome' });
  assert.match(nowhere.lastLine, /^CHROME_PATH names \/nowhere\/chrome, where there is no file; a PDF needs/);
  const empty = report(['--out', 'none', '--filter', 'country=BR']);
  assert.match(empty.lastLine, /Of 4 records none passes the filter \(country is BR\); widen it\.$/);
  assert.deepEqual([nowhere.status, empty.status], [1, 1]);
  assert.deepEqual(readdirSync(here), before);
});
