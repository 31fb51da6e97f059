import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Detection, detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { CLIENT } from '../../lib/detect/explain-records.js';
import type { Traffic } from '../../lib/load/traffic.js';
import { clientsBlock } from '../../lib/report/anomalies-block.js';
import { topClients } from '../../lib/report/top-clients.js';
import { tinyTraffic } from '../features/tiny-traffic.js';
import { HOSTILE } from '../hostile/strings.js';

let traffic: Traffic;
const detection = {
  notScored: null,
  rowIds: Int32Array.of(1, 2, 3, 4),
  scores: Float32Array.of(1, 6, 2, 5),
  clientScores: Float32Array.of(3, 3, 4, 2),
  clients: { codes: Int32Array.of(0, 0, 1, 2), addresses: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] },
  isAnomaly: Uint8Array.of(0, 1, 0, 0),
  reasons: (row: number) => [
    { feature: CLIENT, share: 0.6, text: 'its client' },
    { feature: 'bytes_in', share: 0.4, text: `bytes of ${row}` },
  ],
} as unknown as Detection;

before(async () => {
  traffic = await tinyTraffic([
    { bytes_in: 1, bytes_out: 10 },
    { bytes_in: 2, bytes_out: 20, method: 'GET', uri: '/a' },
    { bytes_in: 3, bytes_out: null, src_ip: '192.0.2.2', src_ip_country_code: 'DE' },
    { bytes_in: 4, bytes_out: 40, src_ip: '192.0.2.3', src_ip_country_code: null },
  ]);
});

test('clients come by their scores, each with its totals and its record with the highest score', async () => {
  assert.deepEqual(await topClients(traffic, detection, { limit: 2 }), [
    {
      src_ip: '192.0.2.2',
      client_score: 4,
      records: 1,
      flagged: 0,
      highest_score: 2,
      top_reasons: 'bytes of 2',
      row_id: 3,
      creation_time: new Date('2024-05-06T00:00:00Z'),
      request: null,
      country: 'DE',
      bytes_in: 3,
      bytes_out: null,
    },
    {
      src_ip: '192.0.2.1',
      client_score: 3,
      records: 2,
      flagged: 1,
      highest_score: 6,
      top_reasons: 'bytes of 1',
      row_id: 2,
      creation_time: new Date('2024-05-06T00:00:00Z'),
      request: 'GET /a',
      country: 'AT',
      bytes_in: 3,
      bytes_out: 30,
    },
  ]);
});

test('without evidence by client, the highest score of its records ranks a client', async () => {
  const alone = { ...detection, clientScores: null, clients: null };
  const clients = await topClients(traffic, alone);
  assert.deepEqual(
    clients.map(({ src_ip, client_score }) => [src_ip, client_score]),
    [
      ['192.0.2.1', 6],
      ['192.0.2.3', 5],
      ['192.0.2.2', 2],
    ],
  );
});

test('records without scores have no clients to list', async () => {
  const one = await tinyTraffic([{ bytes_in: 1 }]);
  assert.deepEqual(await topClients(one, await detectAnomalies(one)), []);
});

test('requests that look like markup are text in the table', async () => {
  const hostile = await tinyTraffic(
    HOSTILE.map((uri, i) => ({ uri, bytes_in: i, src_ip: `192.0.2.${i % 250}` })),
  );
  const { html } = clientsBlock(await topClients(hostile, await detectAnomalies(hostile), { limit: 500 }));
  assert.doesNotMatch(html, /<(script|img|svg|iframe|a)\b/i);
});

test('the score of a client is that of its records, whose numbers add up', async () => {
  const many = await tinyTraffic(
    Array.from({ length: 60 }, (_, i) => ({ bytes_in: i * i, src_ip: `192.0.2.${i % 4}` })),
  );
  const found = await detectAnomalies(many, { seed: 1 });
  const clients = await topClients(many, found);
  assert.equal(
    clients.reduce((sum, { records }) => sum + records, 0),
    60,
  );
  for (const { row_id, client_score, highest_score } of clients) {
    const position = found.rowIds.indexOf(row_id);
    assert.equal(client_score, found.clientScores![position]);
    assert.equal(highest_score, found.scores[position]);
  }
  const scores = clients.map(({ client_score }) => client_score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
});
