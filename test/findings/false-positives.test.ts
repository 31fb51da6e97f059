import assert from 'node:assert/strict';
import { test } from 'node:test';
import { investigate } from '../../lib/findings/investigate.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { written } from '../load/written.js';
import { combinedLog } from './web-log.js';

const repeat = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));

test('a client that tries one closed port again every minute is no scan, and single packets to a closed port are no findings each', async () => {
  const flow = (source: string, port: number, start: number, more: string) =>
    `3 111122223333 eni-0b ${source} 10.0.1.20 ${50_000 + (start % 9000)} ${port} 6 ${more.startsWith('REJECT') ? '3 180' : '9 900'} ${start} ${start + 60} ${more}`;
  const lines = [
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags',
    ...repeat(300, (i) => flow(`198.51.100.${(i % 200) + 1}`, 443, 1_714_086_000 + 20 * i, 'ACCEPT OK 3')),
    ...repeat(40, (i) => flow('203.0.113.60', 8443, 1_714_086_000 + 60 * i, 'REJECT OK 2')),
    ...repeat(60, (i) => flow(`192.0.2.${i + 1}`, 23, 1_714_086_000 + 90 * i, 'REJECT OK 2')),
  ];
  const { findings } = await investigate(await openTraffic(written('retries.log', `${lines.join('\n')}\n`)));
  assert.deepEqual(
    findings.filter(({ accuses }) => accuses).map(({ sentence }) => sentence),
    [],
  );
  assert.ok(
    findings.filter(({ clients }) => clients.some((client) => client.startsWith('192.0.2.'))).length <= 1,
  );
});

for (const [request, status] of [
  ['-', 408],
  ['', 400],
  ['-', 400],
] as const)
  test(`spare connections of a browser (“${request}”, ${status}) are no error probing`, async () => {
    const pages = combinedLog(
      repeat(300, (i) => ({ at: 20 * i, client: `198.51.100.${(i % 150) + 1}`, uri: `/page-${i % 9}` })),
    );
    const spare = repeat(
      30,
      (i) =>
        `203.0.113.9 - - [06/May/2024:08:${String(i).padStart(2, '0')}:00 +0000] "${request}" ${status} 0 "-" "-"`,
    );
    const text = `${pages}${spare.join('\n')}\n`;
    const { findings } = await investigate(
      await openTraffic(written(`spare-${status}-${request.length}.log`, text)),
    );
    assert.deepEqual(
      findings.filter(({ accuses }) => accuses).map(({ sentence }) => sentence),
      [],
    );
  });
