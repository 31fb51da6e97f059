import { MESSAGE_TIME } from '../line-source.js';
import { alb } from './alb.js';
import { cloudFront } from './cloudfront.js';
import { jsonRecords } from './json-records.js';
import type { LineFormat, LineMapping } from './line-format.js';
import { vpcFlow } from './vpc-flow.js';
import { waf } from './waf.js';
import { webServer } from './web-server.js';

const LINE_FORMATS: readonly LineFormat[] = [cloudFront, vpcFlow, alb, waf, jsonRecords, webServer];

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
export function recognizeFormat(lines: readonly string[], name?: string): RecognizedFormat | null {
  const bare = lines.map((line) => line.replace(new RegExp(MESSAGE_TIME), ''));
  for (const format of LINE_FORMATS.filter((format) => name === undefined || format.name === name)) {
    const mapping = format.mapping(lines);
    if (mapping !== null) return { format, mapping, prefixed: false };
    const inner = format.mapping(bare);
    if (inner !== null) return { format, mapping: inner, prefixed: true };
  }
  return null;
}
