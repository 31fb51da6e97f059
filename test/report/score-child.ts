import { loadAnomalyModel } from '../../lib/detect/load-model.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { scoreRecords } from '../../lib/report/score-records.js';

// A process to be killed: score-child.ts FILE MODEL FOLDER SLICE.

async function score([file, saved, folder, slice]: readonly string[]): Promise<void> {
  const traffic = await openTraffic(file!);
  const model = await loadAnomalyModel(saved!);
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
