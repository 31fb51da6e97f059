import { decodeRequest } from './decode-request.js';
import { type RequestRule, requestRules } from './request-rules.js';

/** Longer requests are cut before they are matched. */
const MOST = 16_384;

/**
 * Names the rules that a request hits.
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
    uri: decodeRequest((request.uri ?? '').slice(0, MOST)),
    user_agent: (request.user_agent ?? '').slice(0, MOST).toLowerCase(),
  };
  return requestRules.filter(
    ({ field, pattern, method }) =>
      (method === undefined || method === request.method?.toUpperCase()) && pattern.test(texts[field]),
  );
}
