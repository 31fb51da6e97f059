import { maskAddresses } from './mask-addresses.js';

/** A number by itself: in a name it is more often a date, a time or the number of a ticket. */
const NUMBER = /((?<![\da-fx.:_-])\d{8,10}(?![\da-f.:_-]))/i;

/**
 * Masks addresses in what was typed, such as a title or a name, before the records are read: whose they are is not known
 * yet, so every form of an address is masked, but for one decimal number by itself.
 *
 * @param mask what stands in place of each
 * @example
 * maskTyped('Scans by 203.0.113.77'); // 'Scans by [masked]'
 */
export const maskTyped = (text: string, mask = '[masked]'): string =>
  text
    .split(NUMBER)
    .map((part, i) =>
      i % 2 ? part : maskAddresses(part, { isKnown: () => true, address: () => mask, word: () => mask }),
    )
    .join('');
