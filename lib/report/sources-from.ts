import type { DataCard } from '../analyze/data-card.js';
import { count } from '../text/count.js';

/** How many sources there are, and in how many countries where records name any. */
export function sourcesFrom(card: Pick<DataCard, 'sources' | 'countries'>): string {
  const where =
    card.countries === 0
      ? ', whose countries the records do not name'
      : ` from ${count(card.countries, 'country', 'countries')}`;
  return `${count(card.sources, 'source')}${where}`;
}
