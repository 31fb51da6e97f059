import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { averagePrecision } from '../../../lib/evaluate/ranking-metrics.js';

/** Whose scores a detector reads and which columns it had; detectors without random numbers have the seed 0. */
export interface ScoreKey {
  readonly detector: string;
  readonly features: 'raw' | 'ours';
  readonly seed: number;
}

/** Scores of all records of a setting. */
export interface Scores extends ScoreKey {
  readonly values: ArrayLike<number>;
}

/** Writes scores in the format that `client_evidence.py` reads. */
export function writeScores(folder: string, side: 'ours' | 'peers', scores: readonly Scores[]): void {
  const keys = scores.map(({ detector, features, seed }): ScoreKey => ({ detector, features, seed }));
  writeFileSync(path.join(folder, `${side}.json`), JSON.stringify(keys));
  const rows = scores[0]!.values.length;
  const all = new Float64Array(scores.length * rows);
  scores.forEach(({ values }, i) => {
    all.set(Array.from(values), i * rows);
  });
  writeFileSync(path.join(folder, `${side}.f64`), all);
}

/** Average precisions of a detector in a setting, means over its seeds. */
export interface Quality {
  readonly detector: string;
  readonly ours: boolean;
  readonly features: 'raw' | 'ours';
  /** Of records by their own scores. */
  readonly record: number;
  /** Of records by their own scores and those of their clients. */
  readonly evidence: number;
  /** Of clients; one is an attacker when any of its records is an attack. */
  readonly client: number;
  /** Share of the variance of a record's surprise that lies between clients. */
  readonly icc: number;
}

/** Reads the scores of a setting, and compares them with the labels. */
export function readQualities(
  folder: string,
  side: 'ours' | 'peers',
  labels: Uint8Array,
  clients: Int32Array,
): readonly Quality[] {
  const read = (name: string) => readFileSync(path.join(folder, `${side}.${name}`));
  const doubles = (name: string) => {
    const bytes = read(name);
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  };
  const keys = JSON.parse(read('json').toString()) as ScoreKey[];
  const iccs = JSON.parse(read('icc.json').toString()) as number[];
  const [record, evidence, client] = [doubles('f64'), doubles('evidence.f64'), doubles('clients.f64')];
  const rows = labels.length;
  const each = keys.map((key, i) => {
    const of = (all: Float64Array) => all.subarray(i * rows, (i + 1) * rows);
    return {
      key: `${key.detector}|${key.features}`,
      record: averagePrecision(labels, of(record)),
      evidence: averagePrecision(labels, of(evidence)),
      client: clientPrecision(labels, clients, of(client)),
      icc: iccs[i]!,
    };
  });
  return [...new Set(each.map(({ key }) => key))].map((key) => {
    const own = each.filter((one) => one.key === key);
    const average = (name: 'record' | 'evidence' | 'client' | 'icc') => mean(own.map((one) => one[name]));
    const [detector, features] = key.split('|') as [string, 'raw' | 'ours'];
    return {
      detector,
      features,
      ours: side === 'ours',
      record: average('record'),
      evidence: average('evidence'),
      client: average('client'),
      icc: average('icc'),
    };
  });
}

/** Average precision of clients, by a score that all records of a client share. */
export function clientPrecision(labels: Uint8Array, clients: Int32Array, scores: ArrayLike<number>): number {
  const count = clients.reduce((max, client) => Math.max(max, client), 0) + 1;
  const attackers = new Uint8Array(count);
  const byClient = new Float64Array(count);
  clients.forEach((client, row) => {
    attackers[client] = Math.max(attackers[client]!, labels[row]!);
    byClient[client] = scores[row]!;
  });
  return averagePrecision(attackers, byClient);
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
