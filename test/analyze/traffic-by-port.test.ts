import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trafficByPort } from '../../lib/analyze/traffic-by-port.js';
import { smallTraffic } from './small-traffic.js';

test('trafficByPort counts records and sources of each port, the most frequent first', async () => {
  const traffic = await smallTraffic([
    { start: '10:00:00', source: '1.1.1.1', port: 22, bytesIn: 5 },
    { start: '10:00:00', source: '1.1.1.1', port: 443, bytesIn: 7 },
    { start: '10:00:00', source: '2.2.2.2', port: 443, bytesOut: 9 },
    { start: '10:00:00', source: '2.2.2.2' },
  ]);
  assert.deepEqual(await trafficByPort(traffic), [
    { port: 443, records: 2, clients: 2, bytes_in: 7, bytes_out: 9 },
    { port: 22, records: 1, clients: 1, bytes_in: 5, bytes_out: 0 },
    { port: null, records: 1, clients: 1, bytes_in: 0, bytes_out: 0 },
  ]);
});
