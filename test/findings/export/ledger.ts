import { investigate, type Ledger } from '../../../lib/findings/investigate.js';
import { people, trafficOf } from '../records.js';

/** A ledger with a brute force of two sources, and a large transfer, which is a hypothesis. */
export async function ledger(): Promise<{ ledger: Ledger; traffic: Awaited<ReturnType<typeof trafficOf>> }> {
  const traffic = await trafficOf([
    ...people,
    ...Array.from({ length: 30 }, (_, i) => ({
      at: 9000 + 5 * i,
      source: i % 2 ? '1.1.1.1' : '2606:4700::1111',
      status: 401,
    })),
    ...Array.from({ length: 8 }, (_, i) => ({
      at: 9000 + 900 * i,
      source: '8.8.8.8',
      bytesIn: 300 + 211 * i,
      bytesOut: 1e9 + i * 1e8,
    })),
  ]);
  return { ledger: await investigate(traffic), traffic };
}
