import type { AnomalyModel } from '../../lib/detect/anomaly-model.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { loadState } from '../../lib/models/detector-state.js';
import { scoreRecords } from '../../lib/report/score-records.js';

// A process to be killed: score-child.ts FILE MODEL FOLDER SLICE.

async function score([file, saved, folder, slice]: readonly string[]): Promise<void> {
  const traffic = await openTraffic(file!);
  const model = (await loadState(saved!)) as unknown as AnomalyModel;
  const found = await scoreRecords(traffic, model, folder!, {
    sliceRecords: Number(slice),
    onProgress: ({ done }) => process.stdout.write(`${done}\n`),
  });
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

score(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.stack);
  process.exitCode = 1;
});
