import { parse } from 'lossless-json';

/**
 * Parses JSON without rounding: an integer beyond 2^53, of which `JSON.parse` makes another number, becomes a bigint.
 *
 * @throws a SyntaxError when the text is no JSON
 *
 * @example
 * exactJson('[9007199254740993, 1.5]'); // [9007199254740993n, 1.5]
 */
export function exactJson(text: string): unknown {
  return parse(text, undefined, (digits) => {
    const number = Number(digits);
    return Number.isSafeInteger(number) || !/^-?\d+$/.test(digits) ? number : BigInt(digits);
  });
}
