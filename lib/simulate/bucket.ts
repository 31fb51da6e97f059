import type { SimulatedRecord } from './simulated-record.js';

/** The records of one slice in the making; a window of a source and port at a server holds one of them. */
export interface Bucket {
  readonly records: SimulatedRecord[];
  /** Adds a record, unless its window is taken. */
  add(record: SimulatedRecord): boolean;
}

/** Opens the bucket of a slice. */
export function createBucket(): Bucket {
  const records: SimulatedRecord[] = [];
  const taken = new Map<string, Set<number>>();
  return {
    records,
    add: (record) => {
      const { window, name } = record.server;
      if (window) {
        const keys = taken.get(name) ?? new Set<number>();
        taken.set(name, keys);
        // Ten windows a slice at most, 65,536 ports, 2^32 addresses: exact below 2^53.
        const key = (record.ip * 65536 + record.port) * 16 + ((record.start / window) % (600 / window));
        if (keys.has(key)) return false;
        keys.add(key);
      }
      records.push(record);
      return true;
    },
  };
}
