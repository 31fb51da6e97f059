import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import Papa from 'papaparse';
import { enrichAddresses } from '../../../lib/enrich/enrich-addresses.js';
import { attackLayer } from '../../../lib/findings/export/attack-layer.js';
import { findingTicket, literal } from '../../../lib/findings/export/finding-ticket.js';
import { findingsMarkdown } from '../../../lib/findings/export/findings-markdown.js';
import { ledgerCsv } from '../../../lib/findings/export/ledger-csv.js';
import { ledgerJson } from '../../../lib/findings/export/ledger-json.js';
import { ledgerStix, stixId } from '../../../lib/findings/export/ledger-stix.js';
import { wafIpSets } from '../../../lib/findings/export/waf-ip-sets.js';
import { writeFindings } from '../../../lib/findings/export/write-findings.js';
import { findingsBlock } from '../../../lib/findings/findings-block.js';
import { ledgerSummary } from '../../../lib/findings/ledger-summary.js';
import { parseStixIndicators, readIndicators } from '../../../lib/findings/read-indicators.js';
import { ledger } from './ledger.js';

const made = ledger();

test('JSON names its schema and holds every finding with its times in UTC', async () => {
  const document = JSON.parse(ledgerJson((await made).ledger));
  assert.equal(document.schema, 'suspicious-web-traffic/findings/1');
  assert.equal(document.attackVersion, '18.1');
  const forced = document.findings.find((finding: { kind: string }) => finding.kind === 'brute force');
  assert.deepEqual(forced.sources.sort(), ['1.1.1.1', '2606:4700::1111']);
  assert.equal(forced.from, '2024-04-01T02:30:00.000Z');
});

test('findings are written in the format that the ending names, into a folder that is made', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'findings-'));
  try {
    const { ledger } = await made;
    const at = (name: string) => path.join(folder, 'new', name);
    for (const [name, text] of [
      ['a.csv', ledgerCsv(ledger)],
      ['a.json', ledgerJson(ledger)],
      ['attack-layer.json', attackLayer(ledger)],
    ] as const) {
      assert.equal(await writeFindings(ledger, at(name)), at(name));
      assert.equal(readFileSync(at(name), 'utf8'), text);
    }
    assert.equal(
      JSON.parse(readFileSync(await writeFindings(ledger, at('a.stix.json')), 'utf8')).type,
      'bundle',
    );
    assert.equal(
      JSON.parse(readFileSync(await writeFindings(ledger, at('a.ocsf.json')), 'utf8'))[0].class_uid,
      2004,
    );
    assert.equal(
      readFileSync(await writeFindings(ledger, at('a.txt'), { format: 'csv' }), 'utf8'),
      ledgerCsv(ledger),
    );
    await assert.rejects(
      writeFindings(ledger, at('a.txt')),
      /a\.txt: findings are written to \.csv, \.json, \.stix\.json, \.ocsf\.json or attack-layer\.json;/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('CSV has a row a finding, and no cell that a spreadsheet would compute', async () => {
  const { findings } = (await made).ledger;
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const csv = ledgerCsv({
        findings: [{ ...findings[0]!, sentence: `=${text}` }],
        suppressed: [],
        enriched: true,
        searched: { missing: [], techniques: [] },
      });
      const { data } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
      assert.equal(data.length, 1);
      assert.equal(data[0]?.finding?.[0], "'");
    }),
    { numRuns: 200 },
  );
  assert.equal(
    Papa.parse(ledgerCsv((await made).ledger), { skipEmptyLines: true }).data.length,
    findings.length + 1,
  );
});

test('a ticket shows text from records as text, and harmless explanations before the sources', async () => {
  const [finding] = (await made).ledger.findings.filter(({ accuses }) => accuses);
  const hostile = {
    ...finding!,
    sentence: '[x](javascript:alert(1)) <img src=x> `',
    clients: ['![](http://x.example)'],
  };
  const ticket = findingTicket({
    ...hostile,
    evidence: { numbers: { n: 1 }, tables: [], sql: 'select 1\n```\n# no heading' },
  });
  assert.ok(
    !/(^|[^\\])\]\(javascript/.test(ticket) && !/(^|[^\\])<img/.test(ticket) && !ticket.includes('- ![]('),
  );
  assert.match(ticket, /````sql\nselect 1\n```\n# no heading\n````/);
  assert.ok(ticket.indexOf('## Rule out first') < ticket.indexOf('## Addresses'));
  assert.ok(ticket.includes('\n```text\n![](http://x.example)\n```\n'));
});

/** Lines of Markdown outside of code blocks, and the contents of the blocks, as CommonMark reads fences. */
function outsideAndBlocks(text: string) {
  const outside: string[] = [];
  const blocks: string[] = [];
  let fence: string | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const run = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    if (fence === null && run) {
      fence = run[1]!;
      blocks.push('');
    } else if (fence !== null && run && run[2]!.trim() === '' && run[1]!.length >= fence.length) fence = null;
    else if (fence === null) outside.push(line);
    else blocks[blocks.length - 1] += `${line}\n`;
  }
  return { outside, blocks, open: fence !== null };
}

test('a ticket has all addresses in one block and its SQL in another, and no text ends a block', async () => {
  const [finding] = (await made).ledger.findings.filter(({ accuses }) => accuses);
  const many = Array.from({ length: 3000 }, (_, i) => `2001:db8::${i.toString(16)}`);
  const { blocks } = outsideAndBlocks(findingTicket({ ...finding!, clients: many }));
  assert.deepEqual(blocks[0]!.trimEnd().split('\n'), many);
  assert.equal(blocks[1], `${finding!.evidence.sql}\n`);
  const hostile = fc.string({
    unit: fc.constantFrom('`', '~', '\n', '\r', ' ', '#', '<b>', 'a', '\u2028', '$', '|'),
  });
  fc.assert(
    fc.property(hostile, hostile, hostile, (client, sql, text) => {
      const ticket = findingTicket({
        ...finding!,
        title: text,
        sentence: text,
        nextStep: text,
        benign: [text],
        clients: [client, '192.0.2.1'],
        evidence: {
          numbers: { text },
          tables: [{ title: 'Paths', columns: ['path'], rows: [[text]], omitted: 0 }],
          sql: `select 1 -- ${sql}`,
        },
      });
      const read = outsideAndBlocks(ticket);
      assert.equal(read.open, false);
      assert.equal(read.blocks.length, 2);
      assert.equal(read.blocks[0]!.split('\n').length, 3);
      assert.deepEqual(
        read.outside.filter((line) => line.startsWith('#')).map((line) => line.replace(/^# .*/, '# title')),
        ['# title', '## Next step', '## Rule out first', '## Addresses', '## Evidence'],
      );
      assert.ok(!read.outside.some((line) => /(^|[^\\])<b>/.test(line)));
    }),
    { numRuns: 300 },
  );
});

test('Markdown of a ledger has each next step and every address, and what was set aside with its note', async () => {
  const { ledger: found } = await made;
  const accusing = found.findings.filter(({ accuses }) => accuses);
  const suppressed = [{ ...accusing[0]!, suppressed: { reason: 'ours *really*', expires: '2027-01-01' } }];
  const text = findingsMarkdown({ ...found, findings: accusing, suppressed });
  const { blocks, outside } = outsideAndBlocks(text);
  for (const { clients, nextStep, title } of accusing) {
    assert.ok(blocks.includes(`${clients.join('\n')}\n`));
    assert.ok(outside.includes(literal(nextStep)), title);
  }
  assert.ok(text.includes(literal('Suppressed until 2027-01-01: ours *really*')));
  assert.equal(findingsBlock(found).markdown, findingsMarkdown(found));
});

test('a STIX bundle has the indicator of each accusation, and a technique only where the records show it', async () => {
  const text = ledgerStix((await made).ledger, { created: new Date('2026-01-02T03:04:05Z') });
  const { type, objects } = JSON.parse(text);
  assert.equal(type, 'bundle');
  const of = (kind: string) => objects.filter((object: { type: string }) => object.type === kind);
  assert.deepEqual(
    of('indicator')
      .map((o: { name: string }) => o.name)
      .sort(),
    ['brute force', 'large transfer'],
  );
  assert.deepEqual(
    of('attack-pattern').map((o: { name: string }) => o.name),
    ['Password Guessing'],
  );
  assert.equal(of('relationship').length, 1);
  assert.equal(text, ledgerStix((await made).ledger, { created: new Date('2026-01-02T03:04:05Z') }));
});

test('ids of observables are those that STIX 2.1 prescribes (UUID version 5 of the canonical JSON)', () => {
  // python: uuid.uuid5(uuid.UUID('00abedb4-aa42-466c-9c01-fed23315a9b7'), '{"value":"198.51.100.3"}')
  assert.equal(
    stixId('ipv4-addr', '{"value":"198.51.100.3"}', 5),
    'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4',
  );
});

test('indicators of a bundle come back as a deny list with name, date and expiry', async () => {
  const text = ledgerStix((await made).ledger, { created: new Date('2026-01-02T03:04:05Z') });
  const back = parseStixIndicators(text, 'own.json');
  assert.ok(
    back.some(
      ({ cidr, verdict, comment }) =>
        cidr === '1.1.1.1' && verdict === 'deny' && comment === 'own.json, brute force, 2024-04-01',
    ),
  );
  assert.throws(() => parseStixIndicators('[]', 'x.json'), /x\.json: has no "objects"/);
  assert.throws(() => parseStixIndicators('{', 'x.json'), /x\.json: is not JSON/);
});

test('a file of indicators is a bundle or lines, and every entry names its list and a date', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'indicators-'));
  try {
    const [bundle, lines] = [path.join(folder, 'feed.json'), path.join(folder, 'own.txt')];
    writeFileSync(bundle, ledgerStix((await made).ledger));
    writeFileSync(lines, '# ours\n203.0.113.0/24, seen in April\n198.51.100.7\n');
    utimesSync(lines, new Date('2026-02-03'), new Date('2026-02-03'));
    assert.ok(
      (await readIndicators(bundle)).every(({ comment }) =>
        /^feed\.json, .*, \d{4}-\d\d-\d\d$/.test(comment),
      ),
    );
    assert.deepEqual(
      (await readIndicators(lines)).map(({ cidr, verdict, comment }) => [cidr, verdict, comment]),
      [
        ['203.0.113.0/24', 'deny', 'own.txt, seen in April, 2026-02-03'],
        ['198.51.100.7', 'deny', 'own.txt, 2026-02-03'],
      ],
    );
    await assert.rejects(readIndicators(path.join(folder, 'none.txt')), /none\.txt: cannot be read .*ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('whose data owners and countries are is said wherever findings go that show them', async () => {
  const { ledger: found } = await made;
  const [finding] = found.findings.filter(({ accuses }) => accuses);
  const enriched = { ...found, enriched: true };
  const known = { ...finding!, context: ['1 source: Example, on no public list'] };
  for (const text of [
    findingsBlock(enriched).html,
    findingsBlock(enriched).text,
    ledgerJson(enriched),
    findingTicket(known),
  ])
    assert.match(text, /ip-location-db/);
  for (const text of [findingsBlock(found).text, ledgerJson(found), findingTicket(finding!)])
    assert.doesNotMatch(text, /ip-location-db/);
});

test('WAF IP sets hold single public addresses that nobody vouches for, v4 and v6 apart', async () => {
  const { ledger: found, traffic } = await made;
  await assert.rejects(wafIpSets(traffic, found), /run enrichAddresses/);
  const asked = found.findings.find(({ kind }) => kind === 'brute force')!;
  const clients = [
    '203.0.113.9',
    '10.1.2.3',
    '240.1.2.3',
    '2001:db8::1',
    'fe80::1',
    'not one',
    '93.184.216.34',
    '2a00:1450::5',
  ];
  const bad = {
    ...found,
    findings: [
      { ...asked, clients },
      { ...asked, clients: ['93.184.216.35'], confidence: 'low' as const },
    ],
  };
  await enrichAddresses(traffic, {
    lists: [{ cidr: '198.51.0.1', verdict: 'allow', comment: '', expires: null }],
  });
  const { ipv4, ipv6, leftOut } = await wafIpSets(traffic, bad);
  assert.deepEqual(ipv4.Addresses, ['93.184.216.34/32']);
  assert.deepEqual(ipv6.Addresses, ['2a00:1450::5/128']);
  assert.equal(leftOut.length, 6);
  const listed = await wafIpSets(traffic, { ...found, findings: [{ ...asked, clients: ['198.51.0.1'] }] });
  assert.deepEqual(listed.leftOut, [{ client: '198.51.0.1', reason: 'on your allow list' }]);
  const many = Array.from({ length: 10_005 }, (_, i) => `93.184.${Math.floor(i / 200)}.${1 + (i % 200)}`);
  const most = await wafIpSets(traffic, { ...found, findings: [{ ...asked, clients: many }] });
  assert.equal(most.ipv4.Addresses.length, 10_000);
  assert.equal(most.leftOut.length, 5);
});

test('the block folds all but the top findings, and an empty ledger says so', async () => {
  const { ledger: found } = await made;
  const { html } = findingsBlock(found, { open: 1 });
  const fold = html.indexOf('<summary>1 more finding</summary>');
  assert.ok(html.indexOf('guess passwords') > 0 && html.indexOf('guess passwords') < fold);
  assert.ok(html.indexOf('larger answers') > fold);
  const nothing = {
    findings: [],
    suppressed: [],
    enriched: true,
    searched: { missing: [], techniques: [] },
  };
  assert.match(findingsBlock(nothing).text, /Nothing was found that accuses a client; that is no proof/);
  assert.match(ledgerSummary(nothing).join(' '), /not proof that there was none/);
  assert.match(ledgerSummary(found).join(' '), /of high, /);
});
