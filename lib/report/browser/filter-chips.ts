import { digits } from '../../text/digits.js';
import { formatCount } from '../../text/format-count.js';
import { inZone } from '../../text/time-zone.js';
import { CHOICE_NAMES, valueName } from './choice-names.js';
import { CHOICES, type Filters, toggled } from './filters.js';
import { pageZone } from './page-zone.js';

/** Values of one list that have a chip each; more have one together. */
const MAX_CHIPS = 12;

/** One active filter. */
export interface Chip {
  /** What it says, as plain text: `country Germany (DE)`. */
  readonly text: string;
  /** The filters without it. */
  readonly without: Filters;
}

/** The active filters one by one. */
export function filterChips(filters: Filters): readonly Chip[] {
  const zone = pageZone();
  const { from, before, chosen, minScore, anomaliesOnly } = filters;
  return [
    ...(from === null
      ? []
      : [{ text: `from ${inZone(from, zone)} ${zone}`, without: { ...filters, from: null } }]),
    ...(before === null
      ? []
      : [{ text: `before ${inZone(before, zone)} ${zone}`, without: { ...filters, before: null } }]),
    ...CHOICES.flatMap((choice) =>
      chosen[choice].length > MAX_CHIPS
        ? [
            {
              text: formatCount(
                chosen[choice].length,
                CHOICE_NAMES[choice],
                choice === 'country' ? 'countries' : undefined,
              ),
              without: { ...filters, chosen: { ...chosen, [choice]: [] } },
            },
          ]
        : chosen[choice].map((value) => ({
            text: `${CHOICE_NAMES[choice]} ${valueName(choice, value)}`,
            without: toggled(filters, choice, value),
          })),
    ),
    ...(anomaliesOnly ? [{ text: 'anomalies only', without: { ...filters, anomaliesOnly: false } }] : []),
    ...(minScore === null
      ? []
      : [
          {
            text: `score at least ${digits(minScore, 4)}`,
            without: { ...filters, minScore: null },
          },
        ]),
  ];
}
