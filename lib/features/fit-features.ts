import type { DuckDBEngine } from '../engine/duckdb-engine.js';
import { shownName } from '../load/file-names.js';
import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { type FeatureDefinition, featureDefinitions } from './feature-definitions.js';
import type { FeatureColumn } from './feature-matrix.js';
import { duringFeatures } from './feature-source.js';
import { definitionsOf, withFeatureTables } from './feature-tables.js';
import type { DroppedFeature, FittedFeatures } from './fitted-features.js';
import { learnFrequencies } from './learn-frequencies.js';
import { learnScales, type Scale } from './learn-scales.js';
import { learnWindow } from './learn-window.js';
import { missingColumns } from './missing-columns.js';
import { refuseLeaks } from './refuse-leaks.js';
import type { Learned, Relations } from './relations.js';
import { learnRequests } from './requests/learn-requests.js';
import type { Sampling } from './sampled-features.js';

/** Options of fitting features. */
export interface FeatureOptions extends LongOperation {
  /** Names of the features to compute, from `featureDefinitions`; all by default. */
  readonly features?: readonly string[];
}

/** Thrown where nothing can be learned from records: there are fewer than two, or no feature varies. */
export class NothingToLearnError extends Error {
  /**
   * @param message why, and what to do
   * @param dropped the features, each with the reason; none of fewer than two records
   */
  constructor(
    message: string,
    readonly dropped: readonly DroppedFeature[] = [],
  ) {
    super(message);
  }
}

/**
 * Fits features on training records: frequencies, window width, medians and scales, all computed in SQL.
 *
 * @param traffic the training records, at least two
 * @param options `features` to compute; `signal` stops the work within about a second and leaves no tables
 *   behind
 * @throws a NothingToLearnError when there are fewer than two records or no feature varies; when a feature is a
 *   verdict or label; the signal's reason
 *
 * @example
 * const fitted = await fitFeatures(traffic);
 * console.log(fitted.columns.map((c) => c.name), fitted.dropped);
 */
export async function fitFeatures(traffic: Traffic, options: FeatureOptions = {}): Promise<FittedFeatures> {
  return withFittedFeatures(traffic, options, async (fitted) => fitted);
}

/**
 * Fits features as `fitFeatures` does, and calls a function while the tables of features exist.
 *
 * @param use receives the fitted features, the DuckDB engine with their tables, their relations, and the
 *   table with `row_id` and `src_ip` of the records that have features
 */
export async function withFittedFeatures<Result>(
  traffic: Traffic,
  options: FeatureOptions,
  use: (
    fitted: FittedFeatures,
    local: DuckDBEngine,
    relations: Relations,
    records: string,
  ) => Promise<Result>,
  sampling?: Sampling,
): Promise<Result> {
  const { features } = options;
  const operation = pickOperation(options);
  refuseLeaks(features ?? []);
  if (traffic.records < 2) {
    throw new NothingToLearnError(
      `${traffic.accounts.map(({ file }) => shownName(file)).join(', ') || 'The traffic'} has ${traffic.records} record${traffic.records === 1 ? '' : 's'}; what is usual can only be learned from two or more. Give a longer stretch of traffic.`,
    );
  }
  const names = features ?? featureDefinitions.map(({ name }) => name);
  return withFeatureTables(
    traffic,
    { names, sampling },
    options,
    async ({ source, owners, records, compute }) => {
      const { local } = source;
      const requested = definitionsOf(names);
      const [{ windowSeconds, spanSeconds }, frequencies, absent] = await duringFeatures(
        source,
        { note: 'learning frequencies', ...operation },
        async (within) =>
          [
            await learnWindow(within.engine),
            await learnFrequencies(within, owners),
            await missingColumns(within, owners, requested),
          ] as const,
      );
      const computed = requested.filter(({ needs }) => !needs.some((name) => absent.has(name)));
      const requests = computed.some(({ file }) => file === 'request-texts')
        ? await duringFeatures(source, { note: 'learning requests', ...operation }, ({ engine }) =>
            learnRequests(engine),
          )
        : undefined;
      const learned = { records: traffic.records, windowSeconds, frequencies, ...(requests && { requests }) };
      const relations = await compute(learned, computed);
      const scaleOf = await local.during({ note: 'learning scales', ...operation }, () =>
        learnScales(local.connection, relations, computed, traffic.records),
      );
      const columns: FeatureColumn[] = [];
      const dropped: DroppedFeature[] = [];
      for (const definition of requested.filter(({ name }) => names.includes(name))) {
        const reason = whyDropped(definition, scaleOf, spanSeconds);
        if (reason === undefined) columns.push(column(definition, scaleOf.get(definition.name)!, learned));
        else dropped.push({ name: definition.name, reason });
      }
      if (columns.length === 0) {
        throw new NothingToLearnError(
          `No feature varies in these ${traffic.records} records (${firstNames(dropped)}): nothing can be unusual. Give records that differ in at least one of them.`,
          dropped,
        );
      }
      return use({ ...learned, columns, dropped }, local, relations, records);
    },
  );
}

/** Names in a message; the rest is counted. */
const MAX_NAMES = 6;

function firstNames(features: readonly DroppedFeature[]): string {
  const names = features.slice(0, MAX_NAMES).map(({ name }) => name);
  const others = features.length - names.length;
  return `${names.join(', ')}${others > 0 ? ` and ${others} others` : ''}`;
}

const NO_VALUES = { present: 0, scale: 0 };

function whyDropped(
  { name, needs, varies, span }: FeatureDefinition,
  scaleOf: ReadonlyMap<string, Scale>,
  spanSeconds: number,
): string | undefined {
  if (span !== undefined && spanSeconds < span) {
    return `the records span less than ${span / 86_400} ${span === 86_400 ? 'day' : 'days'}`;
  }
  const { present, scale } = scaleOf.get(name) ?? NO_VALUES;
  if (present === 0) return `no record has ${needs.join(' and ') || 'a value'}`;
  if (scale === 0) return 'constant';
  if (varies !== undefined && scaleOf.get(varies)!.scale === 0) {
    return `${varies} is constant, so it only repeats the bytes`;
  }
  return undefined;
}

function column(
  definition: FeatureDefinition,
  { median, scale }: Scale,
  { windowSeconds, requests }: Learned,
): FeatureColumn {
  const { name, unit, form, topic, group, category } = definition;
  const clients = form === 'client rarity' ? requests?.clients : undefined;
  const minutes = (seconds: number) => `${Math.round(seconds / 60)} min`;
  const meaning = definition.meaning
    .replace('{window}', minutes(windowSeconds))
    .replace('{long window}', minutes(windowSeconds * 12));
  return {
    ...{ name, unit, meaning, form, topic, group },
    ...(category === undefined ? {} : { category }),
    ...(clients === undefined ? {} : { clients }),
    ...{ median, scale },
  };
}
