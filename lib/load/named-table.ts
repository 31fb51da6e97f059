import { albFields } from './formats/alb-table.js';
import { cloudFrontFields } from './formats/cloudfront.js';
import type { LineMapping } from './formats/line-format.js';
import { type NamedFormat, tableFields } from './formats/named-fields.js';
import { transitFields, vpcFields } from './formats/vpc-flow.js';

/** Formats that services also write, or engines export, as tables. */
const FORMATS: readonly NamedFormat[] = [vpcFields, transitFields, cloudFrontFields, albFields];

/** A table whose columns are the fields of a log, not those of the schema. */
export interface NamedTable extends Pick<LineMapping, 'columns' | 'oneWay'> {
  readonly format: string;
  readonly title: string;
  /** SQL that gives a SkipReason for a row that holds no record, or null. */
  readonly skip?: string;
}

/**
 * Recognizes a table of flow logs, CloudFront logs or ALB logs by the names of its columns.
 *
 * @param written the names in the table
 * @param column gives SQL for the text of the column at a position
 */
export function namedTable(
  written: readonly string[],
  column: (at: number) => string,
): NamedTable | undefined {
  for (const format of FORMATS) {
    const mapped = tableFields(format, written, column);
    if (mapped) return { ...mapped, format: format.name, title: `a table of ${format.title}s` };
  }
  return undefined;
}
