import { sqlFile } from '../engine/sql-file.js';

/** A file in `lib/sql` that asks this use's table of owners. */
export const featureSql = (file: string, owners: string): string =>
  sqlFile(file).replaceAll(/\bnetwork_owners\b/g, owners);
