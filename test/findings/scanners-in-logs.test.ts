import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { investigate } from '../../lib/findings/investigate.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { written } from '../load/written.js';
import { realData } from '../real-data.js';
import { type WebLogOptions, webLog } from './web-log.js';

const SCANNERS = { pathGuessing: 5, formFuzzing: 5, slow: 5 };

/** The clients that findings accuse in a log, each with the kind. */
async function accusedIn(name: string, text: string): Promise<ReadonlyMap<string, string>> {
  const { findings } = await investigate(await openTraffic(written(name, text)));
  return new Map(
    findings
      .filter(({ accuses }) => accuses)
      .flatMap(({ clients, kind }) => clients.map((client) => [client, kind])),
  );
}

const logs: readonly WebLogOptions[] = [
  { seed: 1, visitors: 200, hours: 10 },
  { seed: 2, visitors: 300, hours: 17, appUsers: 4 },
  { seed: 3, visitors: 120, hours: 30, appUsers: 9 },
  { seed: 4, visitors: 400, hours: 5 },
];

for (const options of logs) {
  const { seed } = options;
  test(`all 15 clients of three scanners are named among visitors, and nobody else: log ${seed}`, async () => {
    const { text, scanners } = webLog({ ...options, ...SCANNERS });
    const accused = await accusedIn(`scanned-${seed}.log`, text);
    assert.deepEqual([...accused.keys()].sort(), Object.values(scanners).flat().sort());
  });
  test(`nobody is accused where there are only visitors: log ${seed}`, async () => {
    const accused = await accusedIn(`visited-${seed}.log`, webLog(options).text);
    assert.deepEqual([...accused], []);
  });
}

/** Accusations on the 10,000 lines, each looked at by hand: who, what the lines show. */
const PUBLIC_LOG: Readonly<Record<string, string>> = {
  // Eight HEAD requests in 48 s for samples and connectors of FCKeditor below an article.
  '91.236.75.25': 'content discovery',
  // Nine requests for one article in three bursts of a minute, as eight agents, with referers of advertised sites.
  '143.233.204.28': 'changing user agent',
};

test('of a public log, and of scanners put into it, each accusation holds', realData, async () => {
  const lines = readFileSync(realData.file('aws-samples/apache__raw.log'), 'utf8').trim();
  const alone = await accusedIn('public.log', `${lines}\n`);
  const others = [...alone].filter(([client, kind]) => kind !== 'known probe' && PUBLIC_LOG[client] !== kind);
  assert.deepEqual(others, []);
  // A declared crawler that met dead links within a minute.
  assert.equal(alone.get('144.76.95.39'), undefined);
  const { text, scanners } = webLog({ seed: 7, hours: 40, visitors: 0, ...SCANNERS });
  const clients = new Set(Object.values(scanners).flat());
  const added = text
    .split('\n')
    .filter((line) => clients.has(line.split(' ')[0]!))
    // Among the lines of the log, 17 to 20 May 2015.
    .map((line) => line.replace(/(\d\d)\/May\/2024/, (_, day: string) => `${Number(day) + 11}/May/2015`));
  const accused = await accusedIn('scanned-public.log', `${[lines, ...added].join('\n')}\n`);
  assert.deepEqual(
    [...clients].filter((client) => !accused.has(client)),
    [],
  );
});
