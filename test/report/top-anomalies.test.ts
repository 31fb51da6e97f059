import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
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
      why: 'first of 1',
    },
    {
      row_id: 3,
      creation_time: new Date('2015-05-17T10:05:03Z'),
      src_ip: '192.0.2.3',
      request: 'GET /b',
      response_code: 200,
      bytes_out: 7,
      anomaly_score: 1,
      why: 'first of 2',
    },
  ]);
});
