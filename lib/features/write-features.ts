import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { quoteLiteral } from '../engine/sql-text.js';
import { publishFile } from '../files/publish.js';
import type { Traffic } from '../load/traffic.js';
import { pickOperation } from '../progress/long-operation.js';
import { type FeatureOptions, withFittedFeatures } from './fit-features.js';
import type { FittedFeatures } from './fitted-features.js';
import { fileOf, scaleBindings, scaledSql } from './read-matrix.js';
import type { Relations } from './relations.js';

/** Options of {@link writeFeatures}. */
export interface WriteFeaturesOptions extends FeatureOptions {
  /**
   * Whether values are scaled as for models (FLOAT, 0 is the median and stands for missing values); `true` by
   * default. Otherwise they are in the unit of the feature (DOUBLE), and missing values are null.
   */
  readonly scaled?: boolean;
}

/**
 * Writes the features of records to a Parquet file: `row_id` and one column per feature, in input order. They
 * are fitted on the same records. The file is written under another name and then renamed.
 *
 * @param traffic at least two records, in DuckDB
 * @param file path of the `.parquet` file; its folder is created where missing
 * @param options `scaled`, `features` to compute; `signal` stops the work within about a second
 * @returns the fitted features, whose `columns` name the unit and meaning of each column of the file
 * @throws as `extractFeatures` does, and when the file cannot be written
 *
 * @example
 * const { columns } = await writeFeatures(traffic, 'features.parquet', { scaled: false });
 * show(table(columns.map(({ name, unit, meaning }) => ({ name, unit, meaning }))));
 */
export async function writeFeatures(
  traffic: Traffic,
  file: string,
  options: WriteFeaturesOptions = {},
): Promise<FittedFeatures> {
  const { scaled = true, ...featureOptions } = options;
  const target = path.resolve(file);
  return withFittedFeatures(traffic, featureOptions, async (fitted, local, relations) => {
    const { sql, values } = selectSql(fitted, relations, scaled);
    await mkdir(path.dirname(target), { recursive: true });
    await publishFile(target, (partial) =>
      local.during({ note: 'writing features', records: traffic.records, ...pickOperation(options) }, () =>
        local.connection.run(
          `copy (${sql}) to ${quoteLiteral(partial)} (format parquet, compression zstd)`,
          values,
        ),
      ),
    );
    return fitted;
  });
}

/** The SELECT of all features, joined by `row_id` where they are computed in several places. */
function selectSql({ columns }: FittedFeatures, relations: Relations, scaled: boolean) {
  const used = [...relations].filter(([file]) => columns.some((column) => fileOf(column) === file));
  const parts = used.map(([file, relation]) => {
    const own = columns.flatMap((column, j) => (fileOf(column) === file ? [[column, j] as const] : []));
    const cells = own.map(([column, j]) =>
      scaled
        ? `${scaledSql(column, j)} as ${column.name}`
        : `cast(${column.name} as double) as ${column.name}`,
    );
    return `(select row_id, ${cells.join(', ')} from ${relation.from('true')})`;
  });
  const [first, ...others] = parts;
  const joined = others.map((part, nth) => ` join ${part} as part_${nth + 1} using (row_id)`).join('');
  return {
    sql: `select row_id, ${columns.map(({ name }) => name).join(', ')} from ${first} as part_0${joined} order by row_id`,
    values: {
      ...Object.assign({}, ...used.map(([, { values }]) => values)),
      ...(scaled && scaleBindings(columns, [...columns.keys()])),
    },
  };
}
