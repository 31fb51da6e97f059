import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { realData } from '../real-data.js';
import { findPython } from './detect/python.js';

// How well our detectors find attacks, beside those of scikit-learn, Keras and PyOD on the same records.
//
//   npm run bench -- detect [SEEDS, 5 by default] [NAMES, all by default]
//
// NAMES is a list such as http,web1: the settings of detect/settings.ts (no labels; all records are training and test set),
// `fresh` (simulations that nothing is chosen on, with and without attacks) and `labels` (classifiers, with a split).
// Peers get the raw columns and, in a second line each, our features. PYTHON names an interpreter that has the peers already.
// Results, and what they say, are in test/bench/README.md.

async function bench(): Promise<void> {
  const seeds = Number(process.argv[2] ?? 5);
  if (!Number.isInteger(seeds) || seeds < 1)
    throw new Error(`The number of seeds has to be a whole number above 0: ${process.argv[2]}.`);
  const folder = mkdtempSync(path.join(tmpdir(), 'detect-bench-'));
  const began = performance.now();
  try {
    // The loader reads this when it is imported: the bench must not fill an analyst's cache.
    process.env.TRAFFIC_CACHE = path.join(folder, 'cache');
    const { settings } = await import('./detect/settings.js');
    const { compareDetectors } = await import('./detect/compare-detectors.js');
    const { printResults } = await import('./detect/print-results.js');
    const { compareFreshSimulations } = await import('./detect/fresh-simulations.js');
    const { compareClassifiers } = await import('./detect/classifiers.js');

    const names = [...settings.map(({ name }) => name), 'fresh', 'labels'];
    const wanted = process.argv[3]?.split(',') ?? names;
    const unknown = wanted.filter((name) => !names.includes(name));
    if (unknown.length > 0)
      throw new Error(`There is no setting ${unknown.join(', ')}: name some of ${names.join(', ')}.`);
    const chosen = settings.filter(({ name }) => wanted.includes(name));
    const present = chosen.filter(({ from }) => !realData.skip || typeof from === 'number');
    if (present.length < chosen.length)
      console.log(`${realData.skip}: only ${present.length} of ${chosen.length} settings are compared.`);

    const python = findPython(folder);
    if (present.length > 0) printResults(await compareDetectors(present, seeds, folder, python), seeds);
    if (wanted.includes('fresh')) await compareFreshSimulations(folder);
    if (wanted.includes('labels')) await compareClassifiers(seeds, folder, python);
    console.log(`\n${Math.round((performance.now() - began) / 1000)} s in all.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
