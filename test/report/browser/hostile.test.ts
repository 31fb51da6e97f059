import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { trafficColumns } from '../../../lib/schema/columns.js';
import { visible } from '../../../lib/text/visible.js';
import { openPage } from '../../browser/chrome.js';
import { HOSTILE } from '../../hostile/strings.js';
import { filterPage } from './page.js';

const folder = mkdtempSync(path.join(tmpdir(), 'hostile-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const RULES = [...HOSTILE, '__proto__', 'constructor', 'toString', 'R'.repeat(1000), 'other rules'];
/** Two records for each rule, from six sources. */
const records = RULES.flatMap((rule, i) =>
  [0, 1].map((n) => ({
    bytes_in: 100 * i,
    bytes_out: i,
    creation_time: `2024-04-01T${String(i % 24).padStart(2, '0')}:0${n}:00Z`,
    src_ip: `198.51.100.${(i + n) % 6}`,
    src_ip_country_code: ['US', 'DE', null][i % 3],
    dst_port: [443, 80][n],
    rule_names: rule,
    observation_name: rule,
  })),
);

async function hostileTraffic() {
  const file = path.join(folder, 'records.ndjson');
  const empty = Object.fromEntries(trafficColumns.map(({ nameInFiles: source }) => [source, null]));
  writeFileSync(file, records.map((record) => JSON.stringify({ ...empty, ...record })).join('\n'));
  return openTraffic(file);
}

test('rules that are markup, names of prototypes or a kilobyte long are filtered by as text', async () => {
  const traffic = await hostileTraffic();
  const stored = await traffic.engine.query<{ rule: string; n: number }>(
    'select rule_names as rule, cast(count(*) as integer) as n from traffic where rule_names is not null group by 1',
  );
  assert.ok(stored.length > RULES.length - 5, `${stored.length} rules`);
  const opened = await openPage(await filterPage(traffic));
  const { page, consoleErrors, pageErrors, requests, dialogs, close } = opened;
  page.setDefaultTimeout(10_000);
  await page.waitForSelector('html[data-drawn="6"][data-filters]');
  const rules = page.locator('.record-filters label', { hasText: 'Add a rule' }).locator('select');
  const names = (await rules.locator('option').allTextContents()).slice(1);
  assert.deepEqual(
    names.filter((name) => !name.startsWith('(no ')).sort(),
    stored.map(({ rule }) => visible(rule, 60)).sort(),
  );
  assert.ok(names.length > 1);
  const some = names.flatMap((name, i) =>
    i % 20 === 0 || /proto|constr|RRR|^<\/script/.test(name) ? [i + 1] : [],
  );
  for (const index of some) await rules.selectOption({ index });
  assert.equal(await page.locator('.chips button').count(), some.length);
  assert.match(
    await page.locator('.filter-state output').innerText(),
    new RegExp(`^${2 * some.length} of ${traffic.records} records`),
  );
  const [first = ''] = names;
  await page.getByRole('button', { name: 'Reset filters' }).click();
  await rules.selectOption({ index: 1 });
  await page.evaluate(() => void dispatchEvent(new Event('beforeprint')));
  assert.deepEqual(await page.locator('.chips button').allTextContents(), [`rule ${first} ×`]);
  assert.deepEqual([dialogs, requests, pageErrors, consoleErrors], [[], [], [], []]);
  assert.equal(
    await page
      .locator(
        'main :is(img, iframe, object, embed, video, audio, base, meta, link, marquee, template, x), main [onerror], main [onload]',
      )
      .count(),
    0,
  );
  await close();
});
