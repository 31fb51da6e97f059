import { mean, median, standardDeviation } from 'simple-statistics';
import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { all, doubles, listOf, number, object, positive, where } from '../../../files/json-shape.js';
import type { Detector, FitOptions, FittedDetector } from '../detector.js';
import { columnAt, MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';
import {
  categoriesOf,
  codesOf,
  logarithmOf,
  type Measure,
  quantitiesOf,
  sumOverColumns,
} from './flow-columns.js';

/** Number of records by which the median of a port is shrunk towards that of all records. */
const SHRINKAGE_RECORDS = 10;

/** Smallest standard deviation of logarithms: quantities that vary less are constant. */
const MIN_DEVIATION = 1e-9;

const PORT = 'dst_port';

/** What is typical of one quantity, in logarithms. */
type Quantity = {
  /** Position of its column. */
  readonly column: number;
  /** Median of all records. */
  readonly median: number;
  /** Shrunk median of each port, by its code; empty where the port does not vary. */
  readonly ofPorts: Float64Array;
  /** Mean and standard deviation of the differences from these medians. */
  readonly mean: number;
  readonly deviation: number;
};

type State = { readonly quantities: readonly Quantity[] };

/**
 * Fits the deviation of bytes and duration from what is typical of the destination port: the sum of squares of
 * their logarithms less the median of the port, each in standard deviations of these differences. The median of
 * a port with n records is shrunk towards that of all records: it counts n / (n + 10).
 *
 * @param matrix rows × features, row-major and scaled, at least two rows; without bytes and duration all scores
 *   are 0, and without a port the medians are those of all records
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const scores = await (await fitDeviationByPort(matrix)).score(matrix);
 */
export async function fitDeviationByPort(
  matrix: FeatureMatrix,
  { seed = 1 }: FitOptions = {},
): Promise<FittedDetector> {
  const rows = sampleRows(matrix, MAX_FIT_ROWS, seed);
  const rowsOfPorts = rowsByPort(matrix, rows);
  const quantities = [...quantitiesOf(matrix.columns)].flatMap((column): readonly Quantity[] => {
    const values = Array.from(columnAt(matrix, rows, column), (scaled) =>
      logarithmOf(matrix.columns[column]!, scaled),
    );
    const ofAll = median(values);
    const ofPorts = Float64Array.from(rowsOfPorts, (places) => {
      if (places.length === 0) return ofAll;
      const weight = places.length / (places.length + SHRINKAGE_RECORDS);
      return weight * median(places.map((i) => values[i]!)) + (1 - weight) * ofAll;
    });
    const differences = values.slice();
    for (const [code, places] of rowsOfPorts.entries())
      for (const i of places) differences[i] = values[i]! - ofPorts[code]!;
    if (rowsOfPorts.length === 0) for (const i of values.keys()) differences[i] = values[i]! - ofAll;
    const deviation = standardDeviation(differences);
    return deviation > MIN_DEVIATION
      ? [{ column, median: ofAll, ofPorts, mean: mean(differences), deviation }]
      : [];
  });
  return fromState({ quantities }, matrix.columns);
}

/** Returns the places in `rows` of the records of each port, by its code; none where the port does not vary. */
function rowsByPort(matrix: FeatureMatrix, rows: Int32Array): readonly (readonly number[])[] {
  if (!hasPort(matrix.columns)) return [];
  const codes = codesOf(matrix, PORT);
  const places: number[][] = matrix.categories[PORT]!.names.map(() => []);
  for (const [i, row] of rows.entries()) places[codes[row]!]?.push(i);
  return places;
}

const hasPort = (columns: readonly FeatureColumn[]): boolean =>
  categoriesOf(columns).some(({ category }) => category === PORT);

function fromState(state: State, columns: readonly FeatureColumn[]): FittedDetector {
  const { quantities } = state;
  const width = columns.length;
  const byPort = hasPort(columns);
  const measure: Measure = (matrix) => {
    const { values } = matrix;
    const codes = byPort ? codesOf(matrix, PORT) : null;
    return (row, parts) => {
      const code = codes ? codes[row]! : -1;
      for (let i = 0; i < quantities.length; i++) {
        const quantity = quantities[i]!;
        const value = logarithmOf(columns[quantity.column]!, values[row * width + quantity.column]!);
        const typical = quantity.ofPorts[code] ?? quantity.median;
        const z = (value - typical - quantity.mean) / quantity.deviation;
        parts[i] = z * z;
      }
    };
  };
  const used = Int32Array.from(quantities, ({ column }) => column);
  return sumOverColumns(deviationByPort.name, columns, used, measure, state);
}

const distinctColumns = (quantities: State['quantities']): boolean =>
  new Set(quantities.map(({ column }) => column)).size === quantities.length;

/** How far bytes and duration are from what is typical of the port. */
export const deviationByPort: Detector<'deviation by port', FitOptions, State> = {
  name: 'deviation by port',
  network: false,
  describe: () => ({
    score:
      'the sum of squared differences of bytes and duration from the medians of the port, in standard deviations of their logarithms',
    how: 'it finds bytes and durations that are unusual for the destination port',
  }),
  whyNot: ({ columns }) => (quantitiesOf(columns).length > 0 ? undefined : 'neither bytes nor duration vary'),
  fit: fitDeviationByPort,
  restore: async (state, columns) => fromState(state, columns),
  stateShape: (columns) => {
    const known = quantitiesOf(columns);
    const column = where((value) => known.includes(value as number));
    return object({
      quantities: all(
        listOf(object({ column, median: number, ofPorts: doubles(), mean: number, deviation: positive })),
        where((value) => distinctColumns(value as State['quantities'])),
      ),
    });
  },
};
