import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { anomaliesBlock } from '../../lib/report/anomalies-block.js';
import { topAnomaliesOf } from '../../lib/report/browser/top-anomalies-of.js';
import { unpackColumns } from '../../lib/report/browser/unpack-columns.js';
import { filterControls } from '../../lib/report/explore/filter-controls.js';
import { topAnomalies } from '../../lib/report/top-anomalies.js';

const folder = mkdtempSync(path.join(tmpdir(), 'unusual-'));
const detection = {
  rowIds: Int32Array.of(1, 2, 3),
  scores: Float32Array.of(0.5, 2, 1),
  reasons: (row: number) => [{ feature: 'a', share: 0.7, text: `first of ${row}` }],
} as unknown as Detection;

test('the highest scores come first, with what was asked; columns that no record has are left out', async () => {
  const file = path.join(folder, 'access.log');
  const line = (second: number, uri: string, status: number) =>
    `192.0.2.${second} - - [17/May/2015:10:05:0${second} +0000] "GET ${uri} HTTP/1.1" ${status} 7 "-" "-"`;
  writeFileSync(file, `${line(1, '/', 200)}\n${line(2, '/a', 404)}\n${line(3, '/b', 200)}\n`);
  assert.deepEqual(await topAnomalies(await openTraffic(file), detection, { limit: 2 }), [
    {
      row_id: 2,
      creation_time: new Date('2015-05-17T10:05:02Z'),
      src_ip: '192.0.2.2',
      request: 'GET /a',
      response_code: 404,
      bytes_out: 7,
      anomaly_score: 2,
      top_reasons: 'first of 1',
    },
    {
      row_id: 3,
      creation_time: new Date('2015-05-17T10:05:03Z'),
      src_ip: '192.0.2.3',
      request: 'GET /b',
      response_code: 200,
      bytes_out: 7,
      anomaly_score: 1,
      top_reasons: 'first of 2',
    },
  ]);
});

test('an anomaly has the server, its port and the score of its client, also in the filtered page', async () => {
  const file = path.join(folder, 'flows.csv');
  writeFileSync(
    file,
    'creation_time,src_ip,dst_ip,dst_port\n2024-01-01T00:00:00Z,192.0.2.1,10.0.0.5,50000\n2024-01-01T00:00:01Z,192.0.2.2,10.0.0.6,\n2024-01-01T00:00:02Z,192.0.2.1,,22\n',
  );
  const traffic = await openTraffic(file);
  const scored = { ...detection, clientScores: Float32Array.of(0.25, 4, 0.25) };
  const rows = await topAnomalies(traffic, scored);
  assert.deepEqual(
    rows.map(({ row_id, dst_ip, dst_port, client_score }) => [row_id, dst_ip, dst_port, client_score]),
    [
      [2, '10.0.0.6', null, 4],
      [3, null, 22, 0.25],
      [1, '10.0.0.5', 50000, 0.25],
    ],
  );
  const { html } = await filterControls(traffic, {
    detection: { ...scored, isAnomaly: new Uint8Array(3), threshold: 5, clients: null } as Detection,
  });
  const columns = await unpackColumns(/<script[^>]*>([^<]*)</.exec(html)?.[1] ?? '');
  const inPage = topAnomaliesOf(columns, Uint32Array.of(0, 1, 2), 3);
  for (const [i, row] of rows.entries())
    assert.deepEqual({ ...inPage[i], ...row }, inPage[i], 'as in the page');
  const head = anomaliesBlock(rows).html.match(/<thead>[\s\S]*<\/thead>|<tr>[\s\S]*?<\/tr>/)?.[0] ?? '';
  assert.match(head, /client_score/);
  assert.match(head, /top_reasons/);
  assert.match(anomaliesBlock(rows).html, />50000</, 'a port is a name, not a quantity');
});
