import type { Detection } from '../../detect/detect-anomalies.js';
import type { Engine } from '../../engine/engine.js';
import type { LocalTraffic } from '../../load/traffic.js';
import { allColumns, type Column, optionalColumns } from '../../schema/columns.js';
import { pageRecords } from './page-records.js';
import { readColumns } from './read-columns.js';
import type { RecordColumns, TextColumn } from './record-columns.js';

/** What a detector says of records. */
export type Scored = Pick<Detection, 'rowIds' | 'scores' | 'isAnomaly' | 'reasons'>;

/**
 * Characters of all different texts that only some logs have, requests above all: columns beyond them are
 * left out.
 */
const MAX_TEXT = 10_000_000;
/** Characters of one text: enough to tell it from others. */
const MAX_TEXT_LENGTH = 2_000;

/**
 * Reads every record with the columns that any of them has, its country (or else the registry's), the
 * rules that it matches, its score and why. Ports and status codes are names, hence texts.
 *
 * @param matched table of `withMatchedRules`
 */
export async function readRecords(
  { engine }: LocalTraffic,
  matched: string,
  scored?: Scored,
): Promise<Omit<RecordColumns, 'about'> & { readonly leftOut: readonly string[] }> {
  const isText = ({ type }: Column) => type === 'VARCHAR' || type === 'INTEGER';
  const text = (name: string) => `left(cast(${name} as varchar), ${MAX_TEXT_LENGTH})`;
  const optional = new Set(optionalColumns.map(({ name }) => name));
  const wanted = ['country', 'matched_rules'];
  const leftOut: string[] = [];
  let room = MAX_TEXT;
  for (const { name } of allColumns.filter(isText)) {
    const size = optional.has(name) ? await sizeOf(engine, text(name)) : undefined;
    if (size !== undefined && size > room) leftOut.push(name);
    else if (size !== 0) wanted.push(name);
    if (size !== undefined && size <= room) room -= size;
  }
  const { rows, texts, numbers } = await readColumns(engine, await pageRecords(engine, matched), {
    texts: Object.fromEntries(wanted.map((name) => [name, text(name)])),
    numbers: {
      row_id: 'row_id',
      by_registry: 'by_registry',
      ...Object.fromEntries(
        allColumns
          .filter((column) => !isText(column))
          .map(({ name, type }) => [name, type === 'TIMESTAMP' ? `epoch_ms(${name})` : name]),
      ),
    },
    order: 'row_id',
  });
  const detected = scored && scoredColumns(scored, numbers.row_id ?? []);
  const present = (name: string, values: Float64Array) =>
    !optional.has(name) || values.some((value) => !Number.isNaN(value));
  return {
    rows,
    leftOut,
    texts: {
      ...texts,
      ...(detected && { top_reasons: detected.top_reasons }),
    },
    numbers: {
      ...Object.fromEntries(Object.entries(numbers).filter(([name, values]) => present(name, values))),
      ...detected?.numbers,
    },
  };
}

/** Characters of the different texts of a column. */
async function sizeOf(engine: Engine, expression: string): Promise<number> {
  const [sum] = await engine.query<{ size: number }>(
    `select coalesce(sum(cast(size as double)), 0e0) as size
     from (select any_value(length(${expression})) as size from traffic group by hash(${expression})) as texts`,
  );
  return sum?.size ?? 0;
}

/** Columns of what a detector says, in the order of the records with these `row_id`s. */
function scoredColumns({ rowIds, scores, isAnomaly, reasons }: Scored, wanted: ArrayLike<number>) {
  const placeOf = new Map(Array.from(rowIds, (id, place) => [id, place]));
  const places = Array.from(wanted, (id) => placeOf.get(id) ?? -1);
  const codeOf = new Map<string, number>();
  const codes = Float64Array.from(places, (place) => {
    const text = (place < 0 ? [] : reasons(place)).map((reason) => reason.text).join('; ');
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    return code;
  });
  const top_reasons: TextColumn = { values: [...codeOf.keys()], codes };
  const ofPlaces = (values: ArrayLike<number>) =>
    Float64Array.from(places, (place) => values[place] ?? Number.NaN);
  return { top_reasons, numbers: { anomaly_score: ofPlaces(scores), is_anomaly: ofPlaces(isAnomaly) } };
}
