import type { DuckDBConnection } from '@duckdb/node-api';
import type { FeatureDefinition } from './feature-definitions.js';

/**
 * Finds the columns of the traffic, and `owner`, that no record has a value of, so that what needs them is not computed.
 *
 * @param owners the table that `networkOwners` makes
 */
export async function learnAbsent(
  connection: DuckDBConnection,
  owners: string,
  definitions: readonly FeatureDefinition[],
): Promise<ReadonlySet<string>> {
  const needs = [...new Set(definitions.flatMap((definition) => definition.needs))];
  if (needs.length === 0) return new Set();
  const has = needs.map((name) =>
    name === 'owner' ? `exists (select 1 from ${owners})` : `coalesce(bool_or(${name} is not null), false)`,
  );
  const [found] = (await connection.runAndReadAll(`select ${has} from traffic`)).getRows();
  return new Set(needs.filter((_, i) => !found![i]));
}
