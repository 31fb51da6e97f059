import type { FeatureFile } from './feature-definitions.js';
import { featureSql } from './feature-sql.js';

/** Where the part of `features-source.sql` ends that is about everyone and no source. */
const OF_SOURCES = /,\s*ordered as \([\s\S]*$/;

/** SQL of what everyone did in each second, for a table that every slice of the traffic then uses. */
export function everyoneSql(): string {
  const sql = featureSql('features-source', '');
  if (!OF_SOURCES.test(sql)) throw new Error('features-source.sql has no part about everyone any more.');
  return `${sql.replace(OF_SOURCES, '')} select * from everyone`;
}

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
