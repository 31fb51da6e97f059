import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { publishText } from '../../files/publish.js';
import { inputError } from '../../text/input-error.js';
import type { Ledger } from '../investigate.js';
import { attackLayer } from './attack-layer.js';
import { ledgerCsv } from './ledger-csv.js';
import { ledgerJson } from './ledger-json.js';
import { ledgerOcsf } from './ledger-ocsf.js';
import { ledgerStix } from './ledger-stix.js';

/** Options of {@link writeFindings}. */
export interface WriteFindingsOptions {
  /**
   * `csv`: one row a finding; `json`: everything, for programs; `stix`: STIX 2.1 bundle; `ocsf`: OCSF
   * Detection Findings; `attack-layer`: layer for the ATT&CK Navigator. The ending of the file by default.
   */
  readonly format?: 'csv' | 'json' | 'stix' | 'ocsf' | 'attack-layer';
}

const formats = {
  csv: ledgerCsv,
  json: ledgerJson,
  stix: ledgerStix,
  ocsf: ledgerOcsf,
  'attack-layer': attackLayer,
};

/**
 * Writes findings to a file: as CSV (one row a finding, safe to open in a spreadsheet), as JSON with every
 * field, as a STIX 2.1 bundle of the findings that accuse somebody, as OCSF Detection Findings, or as a layer
 * for the ATT&CK Navigator.
 *
 * @param ledger result of `investigate(traffic)`
 * @param file path that ends in `.csv`, `.json`, `.stix.json`, `.ocsf.json` or `attack-layer.json`; its folder is
 *   created if missing
 * @param options `format`, where the ending does not say it
 * @returns the absolute path
 * @throws an InputError when neither the ending nor `format` names a format
 *
 * @example
 * await writeFindings(await investigate(traffic), 'reports/findings.stix.json');
 */
export async function writeFindings(
  ledger: Ledger,
  file: string,
  { format = formatOf(file) }: WriteFindingsOptions = {},
): Promise<string> {
  const target = path.resolve(file);
  await mkdir(path.dirname(target), { recursive: true });
  await publishText(target, formats[format](ledger));
  return target;
}

function formatOf(file: string): keyof typeof formats {
  const name = file.toLowerCase();
  if (name.endsWith('.stix.json') || name.endsWith('.stix')) return 'stix';
  if (name.endsWith('.ocsf.json')) return 'ocsf';
  if (name.endsWith('attack-layer.json')) return 'attack-layer';
  if (name.endsWith('.json')) return 'json';
  if (name.endsWith('.csv')) return 'csv';
  throw inputError(
    `${file}: findings are written to .csv, .json, .stix.json, .ocsf.json or attack-layer.json; name the file so, or give { format }.`,
  );
}
