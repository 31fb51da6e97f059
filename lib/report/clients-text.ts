import type { DataCard } from '../analyze/describe-traffic.js';
import { formatCount } from '../text/format-count.js';

/** Numbers of clients and of their countries, in words. */
export function clientsText(card: Pick<DataCard, 'sources' | 'countries'>): string {
  const where =
    card.countries === 0
      ? ', whose countries the records do not name'
      : ` from ${formatCount(card.countries, 'country', 'countries')}`;
  return `${formatCount(card.sources, 'source')}${where}`;
}
