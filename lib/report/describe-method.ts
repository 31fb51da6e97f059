import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Detection } from '../detect/detect-anomalies.js';
import { shownName } from '../load/file-names.js';
import type { Traffic } from '../load/traffic.js';
import { consensusMembers, memberNames } from '../models/detectors/unsupervised/consensus.js';
import type { TrainHistory } from '../models/train-history.js';
import { formatCount } from '../text/format-count.js';
import { modelName } from './describe-model.js';
import { evidenceText } from './detection-text.js';

/** One fact about how a report was made. */
export interface MethodFact {
  readonly what: string;
  readonly value: string;
}

/** Bytes read at a time: smaller ones take longer to hand over than to hash. */
const READ_BYTES = 1 << 20;

/** Packages whose version may change a result. */
const PACKAGES = ['@duckdb/node-api', '@tensorflow/tfjs', 'plotly.js'] as const;

/**
 * Lists what is needed to reproduce a report: the SHA-256 of each file, the model, its training set, its
 * seed, and versions.
 *
 * @returns one row a fact
 *
 * @example
 * show(table(await describeMethod(traffic, detection), { caption: 'How this report was made' }));
 */
export async function describeMethod(traffic: Traffic, detection: Detection): Promise<readonly MethodFact[]> {
  const { reasonsNote, history, dropped, seed, backend, rule, earlier } = detection;
  const files = traffic.files.flatMap((file, i) => {
    const what = `SHA-256 of ${shownName(traffic.accounts[i]?.file ?? file)}`;
    return existsSync(file) ? [{ what, file }] : [];
  });
  const prints = await Promise.all(
    files.map(async ({ what, file }) => ({ what, value: await sha256(file) })),
  );
  return [
    ...prints,
    ...modelFacts(detection),
    ...(detection.notScored
      ? []
      : [
          {
            what: 'Learned from',
            value: `a seeded uniform sample of ${earlier ? `the ${formatCount(earlier.records, 'record')} of ${modelName(earlier)}` : 'these same records'}, without labels`,
          },
        ]),
    {
      what: 'Not used',
      value: `verdicts of the rule engine, and ${formatCount(dropped.length, 'feature')} listed below`,
    },
    ...(history ? [{ what: 'Training', value: trainingText(history) }] : []),
    { what: 'Called an anomaly', value: rule },
    ...(reasonsNote === null ? [] : [{ what: 'Reasons', value: reasonsNote }]),
    {
      what: 'Not meant for',
      value: `saying that a record is an attack, or comparing scores ${earlier ? 'by different models' : 'of two reports'}`,
    },
    { what: 'Seed', value: String(seed) },
    {
      what: 'Computed with',
      value: `Node ${process.versions.node}${backend ? `, TensorFlow.js backend ${backend}` : ''}`,
    },
    { what: 'Versions', value: PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(', ') },
  ];
}

/** The detector, its parts, and what its score means. */
function modelFacts({ detector, description, notScored, model, features }: Detection): readonly MethodFact[] {
  if (notScored) return [{ what: 'Model', value: `none: ${notScored}` }];
  const leftOut = new Map(model.leftOut.map((one) => [one.detector, one.reason]));
  const evidence = evidenceText(model);
  const members = detector === 'consensus' ? (memberNames(model.state) ?? []) : [];
  const parts = consensusMembers.filter(({ name }) => members.includes(name) || leftOut.has(name));
  return [
    { what: 'Model', value: `${detector}: ${description.how}` },
    ...parts.map(({ name, describe }) => ({
      what: `Its part ${name}`,
      value: leftOut.has(name)
        ? `left out, since ${leftOut.get(name)}`
        : describe(features.columns.length).how,
    })),
    ...(evidence ? [{ what: 'Evidence by client', value: evidence }] : []),
    { what: 'Score', value: description.score },
  ];
}

function trainingText({ unit, points, kept, stopped }: TrainHistory): string {
  const last = points.at(-1)?.step ?? 0;
  const weights =
    kept === last
      ? 'the last weights were kept'
      : kept === 0
        ? 'none was better than the untrained model'
        : `the weights of ${unit} ${kept} were kept, whose loss on held-out records was lowest`;
  return `${formatCount(last, unit)} (${stopped}); ${weights}`;
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: READ_BYTES }), hash);
  return hash.digest('hex');
}

function versionOf(name: string): string {
  // Packages need not export their package.json; the project names exact versions.
  const { dependencies }: { dependencies: Readonly<Record<string, string>> } = require('../../package.json');
  return dependencies[name]?.replace(/^npm:.*@/, '') ?? 'unknown';
}
