import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import type { Traffic } from '../../../lib/load/traffic.js';
import { defaultScenario, type Scenario } from '../../../lib/simulate/scenario.js';
import { truthPath } from '../../../lib/simulate/truth-path.js';
import { writeSimulation } from '../../../lib/simulate/write-simulation.js';
import { realData } from '../../real-data.js';
import type { RawKind } from './raw-columns.js';

/** A set of records that detectors are compared on. */
export interface Setting {
  readonly name: string;
  readonly raw: RawKind;
  /** File that `make_settings.py` writes; for a simulation its seed. */
  readonly from: string | number;
  /** Whether the attacks of a client are its own: elsewhere each record's address was drawn at random. */
  readonly clients: boolean;
}

const connections = (name: string): Setting => ({
  name,
  raw: 'connections',
  from: `${name}.csv`,
  clients: false,
});
const simulation = (seed: number): Setting => ({
  name: `sim${seed}`,
  raw: 'simulated',
  from: seed,
  clients: true,
});

/** The settings that choices are made on. Other real data is kept for judging those choices. */
export const settings: readonly Setting[] = [
  ...['http', 'smtp', 'domain_u', 'ftp_data', 'other', 'all'].map(connections),
  { name: 'web1', raw: 'requests', from: 'web1.log', clients: true },
  { name: 'web2', raw: 'requests', from: 'web2.log', clients: true },
  { name: 'shop1', raw: 'requests', from: 'shop1.log', clients: false },
  { name: 'shop2', raw: 'requests', from: 'shop2.log', clients: false },
  ...[1, 2, 3].map(simulation),
];

const SIMULATION = { rows: 20_000, days: 28 };

/** Writes the files of those settings that are not simulations. */
export function makeFiles(chosen: readonly Setting[], folder: string, python: string): void {
  const names = chosen.filter(({ from }) => typeof from === 'string').map(({ name }) => name);
  if (names.length === 0) return;
  const script = path.join(__dirname, 'make_settings.py');
  const { status } = spawnSync(python, [script, realData.file('.'), folder, ...names], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The settings were not written; the message of Python is above.');
}

/** Opens simulated records, as many and of as many days as `npm run simulate` writes by default. */
export async function openSimulation(
  folder: string,
  seed: number,
  scenario: Scenario = defaultScenario,
): Promise<Labelled> {
  const file = path.join(folder, `simulation-${seed}-${scenario.attackShare}.csv`);
  await writeSimulation(file, { ...SIMULATION, seed, scenario });
  return labelled(file);
}

/** Opens the records of a setting. */
export const openSetting = ({ from }: Setting, folder: string): Promise<Labelled> =>
  typeof from === 'number' ? openSimulation(folder, from) : labelled(path.join(folder, from));

/** Records and, one of each a record in the order of `row_id`, labels and clients. */
export interface Labelled {
  readonly traffic: Traffic;
  /** 1 for an attack, else 0. */
  readonly labels: Uint8Array;
  /** Position of the record's client in the list of clients. */
  readonly clients: Int32Array;
}

async function labelled(file: string): Promise<Labelled> {
  const traffic = await openTraffic(file, { where: [], redact: false });
  const truth = truthPath(file).replace(/\.log$/, '.csv');
  const [header, ...lines] = readFileSync(truth, 'utf8').trimEnd().split('\n');
  const column = header!.split(',').indexOf('attack');
  if (traffic.records !== lines.length || traffic.rejected > 0)
    throw new Error(
      `${file}: ${traffic.records} records and ${traffic.rejected} rejected rows for ${lines.length} labels.`,
    );
  const rows = await traffic.engine.query<{ client: number }>(
    'select cast(dense_rank() over (order by src_ip) - 1 as integer) as client from traffic order by row_id',
  );
  return {
    traffic,
    labels: Uint8Array.from(lines, (line) => (line.split(',')[column] ? 1 : 0)),
    clients: Int32Array.from(rows, ({ client }) => client),
  };
}
