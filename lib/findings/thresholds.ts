import type { ThresholdSettings } from './kinds/finding-kind.js';
import { findingKinds, type ThresholdOptions } from './kinds/index.js';

const listed = (names: readonly string[]) => names.map((name) => `“${name}”`).join(', ');

/**
 * Checks the thresholds that an analyst sets.
 *
 * @throws a RangeError for an unknown kind or threshold, with those that there are, and for a value out of range
 */
export function checkedThresholds(
  options: ThresholdOptions,
): Readonly<Record<string, ThresholdSettings | undefined>> {
  const settable = findingKinds.filter(({ thresholds }) => Object.keys(thresholds).length > 0);
  for (const [name, settings] of Object.entries(options) as [string, ThresholdSettings | undefined][]) {
    const kind = settable.find((each) => each.name === name);
    if (kind === undefined)
      throw new RangeError(
        `There is no kind of finding “${name}” with thresholds; the kinds are ${listed(settable.map((each) => each.name))}.`,
      );
    for (const [threshold, value] of Object.entries(settings ?? {})) {
      const known = Object.hasOwn(kind.thresholds, threshold) ? kind.thresholds[threshold] : undefined;
      if (known === undefined)
        throw new RangeError(
          `The kind “${name}” has no threshold “${threshold}”; it has ${listed(Object.keys(kind.thresholds))}.`,
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
