import type { DataFrame } from 'danfojs-node';
import type { HtmlBlock } from '../text/html-block.js';
import { table } from '../text/table.js';

/** Whether a value is a Danfo DataFrame, by its properties: loading Danfo to check would take a second. */
export function isDataFrame(value: unknown): value is DataFrame {
  if (typeof value !== 'object' || value === null) return false;
  const { columns, index, values, ctypes } = value as Partial<DataFrame>;
  return Array.isArray(columns) && Array.isArray(index) && Array.isArray(values) && ctypes !== undefined;
}

/**
 * Makes a DataFrame into a table block. Its index becomes the first
 * column where it has names, as that of `describe()` does.
 *
 * @example
 * show(frame.describe());
 */
export function dataFrameTable(frame: DataFrame): HtmlBlock {
  const named = frame.index.some((name) => typeof name === 'string');
  const rows = (frame.values as readonly unknown[][]).map((values, i) => ({
    ...(named && { '': frame.index[i] }),
    ...Object.fromEntries(frame.columns.map((name, column) => [name, values[column]])),
  }));
  // With a named index each row has its own kind of number (a count, a mean), so no column has one unit.
  return named
    ? table(rows, { columns: ['', ...frame.columns].map((name) => ({ name, format: undefined })) })
    : table(rows);
}
