import { trafficColumns } from '../schema/columns.js';
import { featureDefinitions } from './feature-definitions.js';

/** Names under which data sets carry labels. */
const LABEL = /^(is_)?(suspicious|attack|anomaly|malicious|label|labels|class|target|verdict|truth)$/i;

/**
 * Refuses features that would give the answer away: what the rule engine wrote after it judged the record, and
 * labels. A detector that sees them learns to copy the verdict, and looks perfect doing so.
 *
 * @param names names of the features asked for
 * @throws when a name is a verdict column, a label, or no feature at all
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
