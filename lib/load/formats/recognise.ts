import { MESSAGE_TIME } from '../line-source.js';
import { cloudFront } from './cloudfront.js';
import { jsonRecords } from './json-records.js';
import type { LineFormat, LineMapping, MappingOptions } from './line-format.js';
import { loadBalancers } from './load-balancers.js';
import { s3Access } from './s3-access.js';
import { transitFlow, vpcFlow } from './vpc-flow.js';
import { waf } from './waf.js';
import { webServer } from './web-server.js';

const LINE_FORMATS: readonly LineFormat[] = [
  cloudFront,
  vpcFlow,
  transitFlow,
  ...loadBalancers,
  s3Access,
  waf,
  jsonRecords,
  webServer,
];

/** Names by which a format can be given. */
export const FORMATS: readonly string[] = ['csv', 'parquet', ...LINE_FORMATS.map((format) => format.name)];

/** A log format that was recognised. */
export interface RecognizedFormat {
  readonly format: LineFormat;
  readonly mapping: LineMapping;
  /** Every line has the time of a CloudWatch Logs export before it. */
  readonly prefixed: boolean;
}

/**
 * Recognises a log by its first lines.
 *
 * @param name a format that was given, or undefined to try all
 */
export function recognizeFormat(
  lines: readonly string[],
  name?: string,
  options?: MappingOptions,
): RecognizedFormat | null {
  const bare = lines.map(withoutTime);
  for (const format of formats(name)) {
    const mapping = format.mapping(lines, options);
    if (mapping !== null) return { format, mapping, prefixed: false };
    const inner = format.mapping(bare, options);
    if (inner !== null) return { format, mapping: inner, prefixed: true };
  }
  return null;
}

/** Says what is missing for lines that probably are of a format but cannot be read as they are; null for others. */
export function lackingFor(lines: readonly string[], name?: string, options?: MappingOptions): string | null {
  for (const format of formats(name)) {
    const lacking = format.lacking?.(lines, options) ?? format.lacking?.(lines.map(withoutTime), options);
    if (lacking) return lacking;
  }
  return null;
}

const formats = (name: string | undefined) =>
  LINE_FORMATS.filter((format) => name === undefined || format.name === name);

const withoutTime = (line: string) => line.replace(new RegExp(MESSAGE_TIME), '');
