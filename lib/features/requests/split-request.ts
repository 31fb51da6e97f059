import { decodePart } from './decode-part.js';
import { MAX_REQUEST_CHARACTERS } from './request-model.js';

/** A request by its parts, all decoded and in lower case. */
export interface SplitRequest {
  /** The whole request. */
  readonly text: string;
  readonly path: string;
  /** Names of the parameters, in their order, and their values. */
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** Parameters of a request that are looked at. */
const MAX_PARAMETERS = 100;

/** Characters that stand for themselves, whatever a decoder knows. */
const PLAIN = /^[\w./-]*$/;

/**
 * Splits a request at the separators that it was sent with, and decodes the parts.
 *
 * @example
 * splitRequest('/a?q=%3Cb%3E').values; // ['<b>']
 */
export function splitRequest(uri: string): SplitRequest {
  const cut = uri.slice(0, MAX_REQUEST_CHARACTERS);
  const question = cut.indexOf('?');
  const path = question < 0 ? cut : cut.slice(0, question);
  const names: string[] = [];
  const values: string[] = [];
  for (let from = question + 1; question >= 0 && from <= cut.length && names.length < MAX_PARAMETERS; ) {
    const next = cut.indexOf('&', from);
    const until = next < 0 ? cut.length : next;
    if (until > from) {
      const parameter = cut.slice(from, until);
      const equals = parameter.indexOf('=');
      names.push(decodeParameter(equals < 0 ? parameter : parameter.slice(0, equals)));
      values.push(equals < 0 ? '' : decodeParameter(parameter.slice(equals + 1)));
    }
    from = until + 1;
  }
  return { text: decodeText(cut), path: decodeText(path), names, values };
}

/** Decoding may lengthen a text, since some letters have two characters in lower case. */
const decodeText = (text: string): string =>
  PLAIN.test(text) ? text.toLowerCase() : decodePart(text).slice(0, MAX_REQUEST_CHARACTERS);

/** In a query, where a plus is a space. */
const decodeParameter = (text: string): string =>
  PLAIN.test(text) ? text.toLowerCase() : decodePart(`?${text}`).slice(1);
