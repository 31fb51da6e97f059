import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { attackLayer } from '../../../lib/findings/export/attack-layer.js';
import { investigate, type Ledger } from '../../../lib/findings/investigate.js';
import { findingKinds } from '../../../lib/findings/kinds/index.js';
import { COLUMN_WORDS } from '../../../lib/findings/searched.js';
import { attackVersion } from '../../../lib/findings/techniques.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { loadRules } from '../../../lib/rules/load-rules.js';
import { trafficOf } from '../records.js';
import { ledger } from './ledger.js';

interface Layer {
  readonly name: string;
  readonly versions: Readonly<Record<'attack' | 'navigator' | 'layer', string>>;
  readonly domain: string;
  readonly description: string;
  readonly gradient: {
    readonly colors: readonly string[];
    readonly minValue: number;
    readonly maxValue: number;
  };
  readonly legendItems: readonly { readonly label: string; readonly color: string }[];
  readonly techniques: readonly {
    readonly techniqueID: string;
    readonly score: number;
    readonly color: string;
    readonly comment: string;
  }[];
}

const layerOf = (found: Ledger) => JSON.parse(attackLayer(found)) as Layer;
const STATES = ['Not visible in such data', 'Looked for and not found', 'Found'];
const stateOf = ({ techniques }: Layer, id: string) =>
  STATES[techniques.find(({ techniqueID }) => techniqueID === id)?.score ?? -1];

const flows = ledger();

test('a layer has what the format 4.5 requires, and its legend has the colours of the techniques', async () => {
  const layer = layerOf((await flows).ledger);
  assert.deepEqual(layer.versions, { attack: attackVersion.split('.')[0], navigator: '5.2.0', layer: '4.5' });
  assert.equal(layer.domain, 'enterprise-attack');
  assert.ok(layer.name.length > 0);
  assert.match(layer.description, new RegExp(`ATT&CK Enterprise v${attackVersion.replace('.', '\\.')} `));
  assert.ok(layer.gradient.maxValue > layer.gradient.minValue && layer.gradient.colors.length >= 2);
  const colours = new Map(layer.legendItems.map(({ label, color }) => [label, color]));
  for (const { techniqueID, score, color, comment } of layer.techniques) {
    assert.match(techniqueID, /^T\d{4}(\.\d{3})?$/);
    assert.match(color, /^#[0-9a-f]{6}$/);
    assert.equal(color, colours.get(STATES[score]!), techniqueID);
    assert.ok(comment.startsWith(`${STATES[score]}.`), comment);
  }
});

test('each technique that a kind or a rule looks for occurs exactly once', async () => {
  const { techniques } = layerOf((await flows).ledger);
  const ids = techniques.map(({ techniqueID }) => techniqueID);
  assert.equal(new Set(ids).size, ids.length);
  const { rules } = await loadRules();
  const expected = new Set([
    ...findingKinds.flatMap(({ technique }) => technique ?? []),
    ...rules.filter(({ kind }) => kind !== 'context').flatMap((rule) => rule.techniques),
  ]);
  assert.deepEqual([...ids].sort(), [...expected].sort());
});

test('of records without requests, attacks on the application are not visible, and log-ins and scans are', async () => {
  const layer = layerOf((await flows).ledger);
  assert.equal(stateOf(layer, 'T1110.001'), 'Found');
  assert.equal(stateOf(layer, 'T1048'), 'Found');
  assert.match(layer.techniques.find((t) => t.techniqueID === 'T1048')!.comment, /a hypothesis/);
  assert.equal(stateOf(layer, 'T1595'), 'Looked for and not found');
  assert.equal(stateOf(layer, 'T1110'), 'Not visible in such data');
  assert.equal(stateOf(layer, 'T1059'), 'Not visible in such data');
  assert.match(layer.description, /The records have no requests and no user agents\./);
});

test('of flow records without response codes, guessed passwords are not visible, and neither is success', async () => {
  const records = Array.from({ length: 20 }, (_, i) => ({
    at: 60 * i,
    source: `192.0.2.${i}`,
    status: null,
  }));
  const layer = layerOf(await investigate(await trafficOf(records)));
  assert.equal(stateOf(layer, 'T1110.001'), 'Not visible in such data');
  assert.equal(stateOf(layer, 'T1595'), 'Looked for and not found');
  assert.match(layer.description, /do not show whether an attempt succeeded/);
  assert.match(layer.techniques.find((t) => t.techniqueID === 'T1110.001')!.comment, /no response codes/);
});

test('of a web log, attacks in requests are found with all techniques that their rules name', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'layer-'));
  after(() => rmSync(folder, { recursive: true }));
  const line = (client: string, second: number, uri: string) =>
    `${client} - - [06/May/2024:07:00:${String(second).padStart(2, '0')} +0000] "GET ${uri} HTTP/1.1" 200 512 "-" "Mozilla/5.0"`;
  const file = path.join(folder, 'access.log');
  const lines = [
    ...Array.from({ length: 20 }, (_, i) => line(`192.0.2.${i}`, i, '/index.html')),
    line('198.51.100.7', 30, '/a?file=../../../../etc/passwd'),
    line('198.51.100.7', 31, '/b?file=../../../../etc/shadow'),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const traffic = await openTraffic(file);
  const found = await investigate(traffic);
  const layer = layerOf(found);
  const named = found.findings.flatMap(({ evidence }) => evidence.ruleTechniques ?? []);
  assert.ok(named.includes('T1190') && named.length > 1, named.join());
  for (const id of named) assert.equal(stateOf(layer, id), 'Found', id);
  assert.equal(stateOf(layer, 'T1059'), 'Looked for and not found');
});

test('what accuses nobody is not found, and what is suppressed is', async () => {
  const { ledger: found } = await flows;
  const forced = found.findings.find(({ technique }) => technique?.id === 'T1110.001')!;
  const without = { ...found, findings: [{ ...forced, accuses: false }] };
  assert.equal(stateOf(layerOf(without), 'T1110.001'), 'Looked for and not found');
  const suppressed = [{ ...forced, suppressed: { reason: 'a <b>test</b>', expires: '2027-01-01' } }];
  const hidden = layerOf({ ...found, findings: [], suppressed });
  assert.equal(stateOf(hidden, 'T1110.001'), 'Found');
  assert.match(hidden.techniques.find((t) => t.techniqueID === 'T1110.001')!.comment, /suppressed/);
});

test('every column that a kind needs has a word', () => {
  for (const { name, needs } of findingKinds)
    for (const column of needs) assert.ok(COLUMN_WORDS[column], `${name}: ${column}`);
});
