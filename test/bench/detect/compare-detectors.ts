import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { averagePrecision } from '../../../lib/evaluate/ranking-metrics.js';
import { extractFeatures } from '../../../lib/features/extract-features.js';
import { detectByDefault, ourScores } from './ours.js';
import { startScript } from './python.js';
import { readRawColumns } from './raw-columns.js';
import { clientPrecision, mean, type Quality, readQualities, type Scores, writeScores } from './scores.js';
import { makeFiles, openSetting, type Setting } from './settings.js';

/** What the default detector found in a setting, means over seeds. */
export interface DefaultQuality {
  /** Average precision of records. */
  readonly record: number;
  /** Average precision of clients; null when the detection has no scores of clients. */
  readonly client: number | null;
  /** Share of the records that are flagged. */
  readonly flagged: number;
  /** Share of the flagged records that are attacks: precision of the flags. */
  readonly attacksAmongFlagged: number;
}

/** Results of one setting. */
export interface Result {
  readonly setting: Setting;
  readonly records: number;
  readonly attacks: number;
  readonly clients: number;
  readonly found: DefaultQuality;
  /** Of our detectors and the peers', without labels. `DEFAULT` is the default detector's scores of records alone. */
  readonly qualities: readonly Quality[];
}

/** Name of the default detector's own scores among the qualities. */
export const DEFAULT = 'detectAnomalies, record alone';

/** Fits every detector on all records of each setting, without labels, and compares the scores with the labels. */
export async function compareDetectors(
  chosen: readonly Setting[],
  seeds: number,
  folder: string,
  python: string,
): Promise<readonly Result[]> {
  makeFiles(chosen, folder, python);
  const inputs = [];
  for (const setting of chosen) {
    const { traffic, labels, clients } = await openSetting(setting, folder);
    const { matrix } = await extractFeatures(traffic);
    const own = path.join(folder, setting.name);
    mkdirSync(own);
    writeFileSync(path.join(own, 'setting.json'), JSON.stringify({ rows: matrix.rows }));
    writeFileSync(path.join(own, 'raw.f32'), await readRawColumns(traffic, setting.raw));
    writeFileSync(path.join(own, 'ours.f32'), matrix.values);
    writeFileSync(path.join(own, 'clients.i32'), clients);
    inputs.push({ setting, traffic, labels, clients, matrix, folder: own });
  }
  const names = chosen.map(({ name }) => name);
  const peers = startScript(python, 'peers.py', [folder, String(seeds), ...names]);
  const found: DefaultQuality[] = [];
  try {
    for (const { setting, traffic, labels, clients, matrix, folder: own } of inputs) {
      const began = performance.now();
      const scores: Scores[] = [...(await ourScores(matrix, seeds))];
      const byDefault: DefaultQuality[] = [];
      for (let seed = 1; seed <= seeds; seed++) {
        const detection = await detectByDefault(traffic, seed);
        byDefault.push(qualityOf(detection, labels, clients));
        const values = detection.recordScores ?? detection.scores;
        scores.push({ detector: DEFAULT, features: 'ours', seed, values });
      }
      traffic.engine.close();
      writeScores(own, 'ours', scores);
      found.push(averageOf(byDefault));
      console.log(`ours: ${setting.name}, ${Math.round((performance.now() - began) / 1000)} s`);
    }
    await peers.done;
  } finally {
    peers.process.kill();
  }
  await startScript(python, 'client_evidence.py', [folder, ...names]).done;
  return inputs.map(({ setting, labels, clients, folder: own }, i) => ({
    setting,
    records: labels.length,
    attacks: labels.reduce((sum, label) => sum + label, 0),
    clients: new Set(clients).size,
    found: found[i]!,
    qualities: (['ours', 'peers'] as const).flatMap((side) => readQualities(own, side, labels, clients)),
  }));
}

/** Compares the default detector's scores and flags with the labels, of which some have to be attacks. */
export function qualityOf(
  { scores, isAnomaly, clientScores }: Awaited<ReturnType<typeof detectByDefault>>,
  labels: Uint8Array,
  clients: Int32Array,
): DefaultQuality {
  const flagged = isAnomaly.reduce((sum, flag) => sum + flag, 0);
  const attacks = isAnomaly.reduce((sum, flag, row) => sum + flag * labels[row]!, 0);
  return {
    record: averagePrecision(labels, scores),
    client: clientScores ? clientPrecision(labels, clients, clientScores) : null,
    flagged: flagged / labels.length,
    attacksAmongFlagged: attacks / flagged,
  };
}

function averageOf(qualities: readonly DefaultQuality[]): DefaultQuality {
  const average = (name: 'record' | 'flagged' | 'attacksAmongFlagged') =>
    mean(qualities.map((one) => one[name]).filter((value) => !Number.isNaN(value)));
  const clients = qualities.flatMap(({ client }) => client ?? []);
  return {
    record: average('record'),
    client: clients.length > 0 ? mean(clients) : null,
    flagged: average('flagged'),
    attacksAmongFlagged: average('attacksAmongFlagged'),
  };
}
