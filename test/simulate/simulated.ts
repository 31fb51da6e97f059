import { defaultScenario } from '../../lib/simulate/scenario.js';
import { simulateRecords } from '../../lib/simulate/simulate-records.js';
import type { SimulatedRecord } from '../../lib/simulate/simulated-record.js';

/** 28 days of the default world in 60,000 records. */
export const simulated: readonly SimulatedRecord[] = [
  ...simulateRecords({ rows: 60_000, days: 28, seed: 7, scenario: defaultScenario }),
].flat();

export const normal = simulated.filter((record) => record.attack === '');
export const attacks = simulated.filter((record) => record.attack !== '');

export const of = (population: string): readonly SimulatedRecord[] =>
  normal.filter((record) => record.population === population);

/** Records by what `key` gives. */
export function groups<K>(records: readonly SimulatedRecord[], key: (record: SimulatedRecord) => K) {
  const map = new Map<K, SimulatedRecord[]>();
  for (const record of records) {
    const group = map.get(key(record));
    if (group) group.push(record);
    else map.set(key(record), [record]);
  }
  return map;
}

export function share(
  records: readonly SimulatedRecord[],
  test: (record: SimulatedRecord) => boolean,
): number {
  return records.filter(test).length / records.length;
}
