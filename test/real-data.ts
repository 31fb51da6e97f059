import { existsSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(__dirname, '../../shared/data');
const present = existsSync(folder);

/**
 * Options of a test that needs the real data, which may not be shipped: where its folder is missing the test is
 * skipped, and the reporter says so.
 */
export const realData = {
  skip: present ? false : `SKIPPED: the real data is not at ${folder}`,
  file: (name: string): string => path.join(folder, name),
} as const;
