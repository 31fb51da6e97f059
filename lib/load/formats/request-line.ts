import { quoteLiteral } from '../../engine/sql-text.js';
import { nullIfAbsent } from './line-format.js';

/**
 * Method, target and version (RFC 9112); in the common form HTTP/0.9 has no version, and in another one a target need not be
 * a path.
 */
const REQUEST =
  '^([A-Za-z][A-Za-z0-9_-]*) (?:((?:[/*]|[A-Za-z]+://).*?)(?: (HTTP/\\S+))?|(\\S.*?) (HTTP/\\S+))$';
/** What servers log where no request came or could be read: nothing, “-”, “- - HTTP/1.0”, or “<BADREQ>” of HAProxy. */
const NO_REQUEST = '^(?:[- ]*(?: HTTP/\\S+)?|<BADREQ>)$';

/** The form of most requests, which is split at its blanks: that takes a fraction of the time of the pattern's groups. */
const SIMPLE = '[A-Z]+ [/*][^ ]* HTTP/[0-9.]+';

/** SQL that takes a request line apart; `requestColumns` reads the result. */
export const requestParts = (request: string): string => `case when regexp_full_match(${request}, '${SIMPLE}')
  then {'method': split_part(${request}, ' ', 1), 'path': split_part(${request}, ' ', 2), 'path_version': split_part(${request}, ' ', 3),
    'target': '', 'version': ''}
  else regexp_extract(${request}, ${quoteLiteral(REQUEST)}, ['method', 'path', 'path_version', 'target', 'version']) end`;

/**
 * The columns of a request line. What a client sent that is no HTTP request (bytes of TLS, SSH, RDP …) is the uri, as it was
 * logged, without a method; `-` or nothing is no uri.
 *
 * @param request SQL of the line
 * @param parts SQL of `requestParts`, computed once
 */
export const requestColumns = (request: string, parts: string) => ({
  protocol: nullIfAbsent(`${parts}.path_version || ${parts}.version`),
  method: nullIfAbsent(`${parts}.method`),
  uri: nullIfAbsent(`case when ${parts}.method <> '' then ${parts}.path || ${parts}.target
    when not regexp_matches(${request}, ${quoteLiteral(NO_REQUEST)}) then ${request} end`),
});
