import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { venvPython } from '../../lib/jupyter/virtual-environment.js';

/** A cell as openpyxl reads it: type (`s` text, `n` number, `d` date, `f` formula), value, number format. */
export type ReadCell = readonly [type: string, value: string | number, format: string] | null;

/** A sheet as openpyxl reads it. */
export interface ReadSheet {
  readonly frozen: string | null;
  readonly filter: string | null;
  readonly charts: number;
  readonly coloured: readonly string[];
  readonly widths: readonly number[];
  readonly rows: readonly (readonly ReadCell[])[];
}

const python = (args: readonly string[]) =>
  spawnSync(venvPython, args, { encoding: 'utf8', maxBuffer: 1 << 28 });

/** Options of a test that needs openpyxl, which set-up installs. */
export const withOpenpyxl = {
  skip:
    python(['-c', 'import openpyxl']).status === 0
      ? false
      : 'SKIPPED: openpyxl is not in .venv; run npm start once',
};

/** Reads a workbook with openpyxl. */
export function readWorkbook(file: string): Readonly<Record<string, ReadSheet>> {
  const { status, stdout, stderr } = python([path.join(__dirname, 'read_workbook.py'), file]);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, ReadSheet>;
}
