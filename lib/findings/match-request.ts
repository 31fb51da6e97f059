import { decodeRequest } from '../text/decode-request.js';
import { type RequestRule, requestRules } from './request-rules.js';

/** Characters of a request that are matched; the rest is ignored. */
const MAX_REQUEST_LENGTH = 16_384;

/**
 * Returns the rules that a request matches.
 *
 * @example
 * matchRequest({ uri: '/?id=1%27%20OR%201=1', user_agent: null }).map((rule) => rule.name); // ['SQL injection: always true']
 */
export function matchRequest(request: {
  readonly uri: string | null;
  readonly user_agent: string | null;
  readonly method?: string | null;
}): readonly RequestRule[] {
  const texts = {
    uri: decodeRequest((request.uri ?? '').slice(0, MAX_REQUEST_LENGTH)),
    user_agent: (request.user_agent ?? '').slice(0, MAX_REQUEST_LENGTH).toLowerCase(),
  };
  return requestRules.filter(
    ({ field, pattern, method }) =>
      (method === undefined || method === request.method?.toUpperCase()) && pattern.test(texts[field]),
  );
}
