import { addressScan } from './address-scan.js';
import { bruteForce } from './brute-force.js';
import { captureGap } from './capture-gap.js';
import { changingAgent } from './changing-agent.js';
import { contentDiscovery } from './content-discovery.js';
import { credentialAttack } from './credential-attack.js';
import { credentialStuffing } from './credential-stuffing.js';
import { errorProbing } from './error-probing.js';
import type { FindingKind, ThresholdSettings } from './finding-kind.js';
import { formFuzzing } from './form-fuzzing.js';
import { knownNetwork } from './known-network.js';
import { knownProbe } from './known-probe.js';
import { largeTransfer } from './large-transfer.js';
import { largeUpload } from './large-upload.js';
import { listedAsBad } from './listed-as-bad.js';
import { ownRule } from './own-rule.js';
import { pathScan } from './path-scan.js';
import { portScan } from './port-scan.js';
import { regularClient } from './regular-client.js';
import { repeatedExchange } from './repeated-exchange.js';
import { requestFlood } from './request-flood.js';
import { requestSignature } from './request-signature.js';
import { requestSpike } from './request-spike.js';
import { scraping } from './scraping.js';
import { serverErrors } from './server-errors.js';
import { slowScan } from './slow-scan.js';
import { unusualPeriod } from './unusual-period.js';

/**
 * The registry. Its order settles which kind reports an item that several explain, and, since queries run in
 * the order in which they are first named here, which query's accusation of a client counts: the more
 * specific first.
 */
const registry = [
  knownNetwork,
  listedAsBad,
  captureGap,
  largeUpload,
  regularClient,
  unusualPeriod,
  ownRule,
  requestSpike,
  requestSignature,
  credentialAttack,
  credentialStuffing,
  formFuzzing,
  contentDiscovery,
  knownProbe,
  requestFlood,
  repeatedExchange,
  scraping,
  portScan,
  addressScan,
  pathScan,
  slowScan,
  bruteForce,
  errorProbing,
  serverErrors,
  changingAgent,
  largeTransfer,
] as const satisfies readonly FindingKind[];

type AnyKind = (typeof registry)[number];

/** The name of a kind of finding. */
export type FindingKindName = AnyKind['name'];

/**
 * Values that an analyst sets instead of the kinds' own, by kind and threshold; what is left out keeps its
 * value.
 *
 * @example
 * const thresholds: ThresholdOptions = { 'brute force': { failures: 20 }, scraping: { share: 0.9 } };
 */
export type ThresholdOptions = {
  readonly [Kind in AnyKind as keyof Kind['thresholds'] extends never ? never : Kind['name']]?: {
    readonly [Name in keyof Kind['thresholds']]?: number;
  };
};

/**
 * Every kind of finding, with its severity, ATT&CK technique, thresholds, false positives and next step.
 *
 * @example
 * findingKinds.find(({ name }) => name === 'port scan')?.thresholds.ports?.value; // 5
 */
export const findingKinds: readonly FindingKind<FindingKindName>[] = registry;

const byName = new Map(findingKinds.map((kind) => [kind.name, kind]));

/** The kind of that name. */
export const kindOf = (name: FindingKindName): FindingKind<FindingKindName> => byName.get(name)!;

/** Whether findings of a kind accuse their clients; the others describe the data or the population. */
export const accuses = ({ severity }: FindingKind) => severity !== 'info';

const quoted = (names: readonly string[]) => names.map((name) => `“${name}”`).join(', ');

/**
 * Checks the thresholds that an analyst sets.
 *
 * @throws a RangeError for an unknown kind or threshold, naming the known ones, or for a value out of range
 */
export function checkedThresholds(
  options: ThresholdOptions,
): Readonly<Record<string, ThresholdSettings | undefined>> {
  const settable = findingKinds.filter(({ thresholds }) => Object.keys(thresholds).length > 0);
  for (const [name, settings] of Object.entries(options) as [string, ThresholdSettings | undefined][]) {
    const kind = settable.find((each) => each.name === name);
    if (kind === undefined)
      throw new RangeError(
        `There is no kind of finding “${name}” with thresholds; the kinds are ${quoted(settable.map((each) => each.name))}.`,
      );
    for (const [threshold, value] of Object.entries(settings ?? {})) {
      const known = Object.hasOwn(kind.thresholds, threshold) ? kind.thresholds[threshold] : undefined;
      if (known === undefined)
        throw new RangeError(
          `The kind “${name}” has no threshold “${threshold}”; it has ${quoted(Object.keys(kind.thresholds))}.`,
        );
      const [lowest, highest] = known.range;
      if (value !== undefined && !(value >= lowest && value <= highest))
        throw new RangeError(
          `The threshold “${threshold}” of “${name}” (${known.unit}) is ${value}; it must be from ${lowest} to ${highest}.`,
        );
    }
  }
  return options;
}
