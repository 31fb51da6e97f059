import type { FeatureFile } from './feature-definitions.js';
import { featureSql } from './feature-sql.js';

/** The parts of `features-source.sql` that are about everyone and no source: what began in each second, and what follows from it. */
const PARTS = /^([\s\S]*?),(?:\s|--[^\n]*\n)*(changes as \([\s\S]*?),\s*windowed as \(/;

function parts(): readonly [starts: string, everyone: string] {
  const [, starts, everyone] = PARTS.exec(featureSql('features-source', '')) ?? [];
  if (starts === undefined || everyone === undefined)
    throw new Error('features-source.sql has no part about everyone any more.');
  return [starts, everyone];
}

/** SQL of how many records began in each second, wherever they stand: counting is all that it asks of an engine elsewhere. */
export const startsSql = (): string => `${parts()[0]} select * from starts`;

/**
 * SQL of what everyone did up to each second, for a table that every slice of the traffic then uses.
 *
 * @param starts the table that `startsSql` gives
 */
export const everyoneSql = (starts: string): string =>
  `with ${parts()[1].replaceAll(/\bfrom starts\b/g, `from ${starts}`)} select * from everyone`;

/**
 * SQL of features that look back, of the records in `input` in place of the table `traffic`.
 *
 * @param everyone the table that `everyoneSql` gives
 */
export function sliceSql(file: FeatureFile, input: string, everyone: string): string {
  return featureSql(file, '')
    .replaceAll(/\bfrom traffic\b/g, `from ${input}`)
    .replaceAll(/\b(from|join) everyone\b/g, `$1 ${everyone}`);
}
