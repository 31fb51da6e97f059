import { trafficColumns } from '../schema/columns.js';
import { featureDefinitions } from './feature-definitions.js';

/** Names under which data sets carry labels. */
const LABEL = /^(is_)?(suspicious|attack|anomaly|malicious|label|labels|class|target|verdict|truth)$/i;

/**
 * Checks that features do not leak labels: a detector that sees labels or columns written by the rule engine
 * learns to copy the verdict.
 *
 * @param names names of the requested features
 * @throws when a name is a verdict column, a label, or not a feature
 */
export function refuseLeaks(names: readonly string[]): void {
  for (const name of names) {
    if (
      trafficColumns.some((column) => column.verdict && (column.name === name || column.nameInFiles === name))
    ) {
      throw new Error(
        `“${name}” cannot be a feature: the rule engine wrote it after judging the record, so a model would copy the verdict. Leave it out.`,
      );
    }
    if (LABEL.test(name)) {
      throw new Error(
        `“${name}” cannot be a feature: it is a label, the very thing to be found. Leave it out.`,
      );
    }
    if (!featureDefinitions.some((definition) => definition.name === name)) {
      throw new Error(
        `There is no feature “${name}”. Choose from: ${featureDefinitions.map((definition) => definition.name).join(', ')}.`,
      );
    }
  }
}
