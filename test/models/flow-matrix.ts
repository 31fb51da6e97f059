import { median } from 'simple-statistics';
import type { Category, FeatureColumn, FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { LINEAR_SIGMAS } from '../../lib/features/unscale.js';
import { matrixOf } from './matrix-of.js';

/** Values of connections, one a record; what is left out has no feature. */
export interface Flows {
  /** Logarithms by the name of the quantity. */
  readonly quantities: Readonly<Record<string, readonly number[]>>;
  /** Values by the name of the traffic column. */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
}

const RARITIES: Readonly<Record<string, string>> = { dst_port: 'port_rarity', protocol: 'protocol_rarity' };

const scaled = (x: number, { median, scale }: Pick<FeatureColumn, 'median' | 'scale'>): number =>
  LINEAR_SIGMAS * Math.asinh((x - median) / (scale * LINEAR_SIGMAS));

/**
 * Makes the feature matrix of connections, as features of records are made: scaled, with rarities and codes of the
 * values of the training records.
 *
 * @param learned the training records; by default the same
 */
export function flowMatrix(flows: Flows, learned: Flows = flows): FeatureMatrix {
  const column = (name: string, more: Partial<FeatureColumn>): FeatureColumn => ({
    ...matrixOf([[0]]).columns[0]!,
    name,
    topic: name,
    median: 1.5,
    scale: 0.8,
    ...more,
  });
  const columns: FeatureColumn[] = [];
  const values: number[][] = [];
  const categories: Record<string, Category> = {};
  for (const [name, logarithms] of Object.entries(flows.quantities)) {
    const own = column(name, { group: 'quantity' });
    columns.push(own);
    values.push(logarithms.map((x) => scaled(x, own)));
  }
  for (const [category, texts] of Object.entries(flows.categories ?? {})) {
    const seen = learned.categories![category]!;
    const count = (text: string) => seen.filter((one) => one === text).length;
    const rarity = (text: string) => -Math.log(Math.max(count(text), 0.5) / seen.length);
    const own = column(RARITIES[category]!, {
      group: 'category',
      form: 'rarity',
      category,
      median: median(seen.map(rarity)),
    });
    const names = [...new Set(seen)].sort((a, b) => count(b) - count(a));
    columns.push(own);
    values.push(texts.map((text) => scaled(rarity(text), own)));
    categories[category] = { codes: Int32Array.from(texts, (text) => names.indexOf(text)), names };
  }
  const rows = values[0]!.map((_, row) => values.map((ofColumn) => ofColumn[row]!));
  return { ...matrixOf(rows), columns, categories };
}
