import { quoteLiteral } from '../engine/sql-text.js';

/** What makes a name one of a credential, wherever it stands in it; and short words that must stand by themselves. */
const ANYWHERE =
  'passw|passphrase|pwd|secret|token|session|signature|credential|authori[sz]|authentic|api[_-]?key|access[_-]?key|private[_-]?key|jwt|bearer|saml';
const ALONE = 'key|sig|sid|pass|pw|pin|otp|auth|sess|cookie';
const CHARACTER = '[\\w.$\\[\\]-]';
const NAME = `(?:${CHARACTER}*(?:${ANYWHERE})${CHARACTER}*|(?:[\\w.-]*[_.-])?(?:${ALONE}))`;
const BEFORE = `(^|[?&;,=\\s"'{(]|%(?:25)?(?:3F|26|3B|20|22))`;

/** Patterns of a credential, each with what is to stand in its place. */
const CREDENTIALS: readonly (readonly [string, string])[] = [
  // name=value in a query, a path parameter or a cookie
  [`${BEFORE}(${NAME})=[^&;\\s"#]*`, '\\1\\2=[masked]'],
  // the same inside an encoded address, to the next encoded ampersand
  [`${BEFORE}(${NAME})%(?:25)?3D(?:[^&;\\s"#%]|%[013-9a-f][0-9a-f]|%2[0-57-9a-f])*`, '\\1\\2%3D[masked]'],
  // a header or a field: Authorization: Bearer …, "password": "…"
  [
    `(^|[\\s"'{,])(${NAME})("?\\s*:\\s*"?)(?:(?:basic|bearer|digest|aws4-hmac-sha256)\\s+)?[^\\s",;}]+`,
    '\\1\\2\\3[masked]',
  ],
  // a header as AWS WAF writes it
  [`(${NAME})(",\\s*"value"\\s*:\\s*")[^"]*`, '\\1\\2[masked]'],
  // https://user:password@host
  ['://[^/@\\s]+@', '://[masked]@'],
];

/**
 * SQL macro `without_credentials(text)`: the values of parameters and headers whose names say password, token, key,
 * session, authorization, signature and the like become `[masked]`, also inside an encoded address. What it takes for a
 * credential by its name only may be something else; a credential under another name, or in a path, is not known.
 */
export const CREDENTIAL_MACROS = `create or replace temp macro without_credentials(a) as
  case when regexp_matches(a, '[=:%@]') and regexp_matches(a, ${quoteLiteral(`(?i)${ANYWHERE}|${ALONE}|@`)}) then ${CREDENTIALS.reduce(
    (text, [pattern, replacement]) =>
      `regexp_replace(${text}, ${quoteLiteral(pattern)}, ${quoteLiteral(replacement)}, 'gi')`,
    'a',
  )} else a end`;

/** Columns that hold what a client asked for, and so perhaps a credential. */
export const SENT_BY_CLIENTS: ReadonlySet<string> = new Set(['uri', 'referer', 'user_agent']);
