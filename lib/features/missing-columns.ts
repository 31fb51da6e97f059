import type { FeatureDefinition } from './feature-definitions.js';
import type { FeatureSource } from './feature-source.js';

/**
 * Finds the columns of the traffic, and `owner`, without any value, so that features of them are not
 * computed.
 *
 * @param owners the table that `ownersTable` makes
 */
export async function missingColumns(
  { engine, local }: FeatureSource,
  owners: string,
  definitions: readonly FeatureDefinition[],
): Promise<ReadonlySet<string>> {
  const needs = [...new Set(definitions.flatMap((definition) => definition.needs))];
  const columns = needs.filter((name) => name !== 'owner');
  const has = columns.map((name) => `coalesce(bool_or(${name} is not null), false) as ${name}`);
  const [present] =
    columns.length === 0 ? [] : await engine.query<Record<string, boolean>>(`select ${has} from traffic`);
  const missing = columns.filter((name) => !present?.[name]);
  if (!needs.includes('owner')) return new Set(missing);
  const owner = await local.query(`select 1 as owned from ${owners} limit 1`);
  return new Set(owner.length > 0 ? missing : [...missing, 'owner']);
}
