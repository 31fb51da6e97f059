import { defaultScenario } from '../../../lib/simulate/scenario.js';
import { qualityOf } from './compare-detectors.js';
import { detectByDefault } from './ours.js';
import { mean } from './scores.js';
import { openSimulation } from './settings.js';

const SEEDS = [11, 12, 13, 14, 15];

/** Results of the simulations of one seed: average precisions, and shares of records. */
interface Line {
  readonly seed: number;
  readonly records: number;
  /** Null as long as a detection has no scores of clients. */
  readonly clients: number | null;
  readonly flagged: number;
  readonly attacks: number;
  readonly normal: number;
}

/** Prints what the default detector finds in simulations that nothing was chosen on, and what it flags without attacks. */
export async function compareFreshSimulations(folder: string): Promise<void> {
  const lines: Line[] = [];
  for (const seed of SEEDS) {
    const { traffic, labels, clients } = await openSimulation(folder, seed);
    const detection = await detectByDefault(traffic, 1);
    traffic.engine.close();
    const quality = qualityOf(detection, labels, clients);
    const normal = await openSimulation(folder, seed, { ...defaultScenario, attackShare: 0 });
    const { isAnomaly } = await detectByDefault(normal.traffic, 1);
    normal.traffic.engine.close();
    if (normal.labels.some((label) => label === 1))
      throw new Error('The simulation without attacks has some.');
    lines.push({
      seed,
      records: quality.record,
      clients: quality.client,
      flagged: quality.flagged,
      attacks: quality.attacksAmongFlagged,
      normal: isAnomaly.reduce((sum, flag) => sum + flag, 0) / isAnomaly.length,
    });
  }
  const row = (own: readonly Line[]) => {
    const average = (name: Exclude<keyof Line, 'seed'>) => {
      const values = own.flatMap((line) => line[name] ?? []);
      return values.length === 0 ? 'none' : mean(values).toFixed(3);
    };
    return {
      'average precision': average('records'),
      'of clients': average('clients'),
      'flagged share': average('flagged'),
      'attacks among flagged': average('attacks'),
      'flagged share without attacks': average('normal'),
    };
  };
  console.log('\nFresh simulations: 20,000 records of 28 days; the same without attacks in the last column');
  console.table(Object.fromEntries([...lines.map((line) => [line.seed, row([line])]), ['mean', row(lines)]]));
}
