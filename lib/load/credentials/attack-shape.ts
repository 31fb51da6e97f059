import { unescapedTexts } from './undo-escapes.js';

/** Signs of an attack in the value of a credential; a password seldom has one. */
const ATTACK =
  /["'`]\s*(?:\)|;|--|#|\/\*|\|\||&&|[=<>,+]|(?:or|and|union|having|order|group|limit|rlike|like|is|in)\b)|\b(?:or|and)\s+\S+\s*[=<>]|union\s+(?:all\s+)?select|select\b.+\bfrom\b|\b(?:sleep|benchmark|pg_sleep|extractvalue|updatexml|load_file|char|concat)\s*\(|waitfor\s+delay|<[a-z!/?%]|\$[({]|\{\{|\.\.[/\\]|[;|&`]\s*(?:ls|id|cat|pwd|whoami|uname|ping|curl|wget|nc|sh|bash|cmd|powershell|echo|dir|type|sleep)\b|\(\)\s*\{|javascript:|(?:file|php|jar|data|gopher|ldap|expect):|jndi|[\r\n]|\[\$|\*\)\(|\/etc\/|\bon[a-z]+\s*=|\b(?:confirm|alert|prompt)\(|\b(?:where|order\s+by|iif\s*\(|select\s+case)\b|\d\)*\s*;\s*(?:select|if|iif|drop|insert|update|delete|exec)\b|\b(?:or|and)\s+[\w@]+\s*\(|\/(?:bin|usr|web-inf)\/|\bc:[/\\]|\.{4,}|(?:0x2e){2}|\/{3,}|\/\.+\/+\.|\.(?:exe|svg)\b|[;|&]\s*\/?\w+\/|`\w+`/i;
/** Words of attacks that stay readable in the shape of an attack. */
const KEYWORDS = new Set(
  'or and not xor union all distinct select from where insert into update set delete drop table order group by having limit offset like rlike regexp between null is in exists case when then else end sleep benchmark waitfor delay pg_sleep extractvalue updatexml concat group_concat char chr ascii substring substr mid if ifnull information_schema tables columns table_name column_name schema version database user sysdate now cast convert exec execute xp_cmdshell declare master load_file outfile dumpfile as count floor rand dual true false script img svg iframe body input onerror onload onclick onmouseover onfocus src href alert confirm prompt eval javascript document cookie window location string fromcharcode style ls id cat pwd whoami uname ping curl wget nc sh bash cmd exe powershell echo dir type etc passwd shadow proc self environ bin usr var tmp boot ini win windows system32 http https ftp file php filter input data expect jar gopher ldap ldaps rmi dns jndi env base64 system passthru shell_exec class java lang runtime getruntime process ne gt gte lt lte regex in nin exists location set content length elt iif make_set div span object embed link meta base form input button table td datasrc datafld data url behaviour behavior binding expression import xml style width height class id htc moz web inf'.split(
    ' ',
  ),
);

/**
 * What stands in the place of a credential: `[masked]`. Where the value is an attack, such as `x' or 'a'='a`, the shape
 * of the attack follows, so that rules match it: words and numbers that are no words of attacks are replaced.
 */
export function maskOf(value: string, inUri: boolean): string {
  if (value.startsWith('[masked]')) return value;
  const text = ([...unescapedTexts(value)].at(-1)?.text ?? value).replaceAll('+', ' ');
  if (!ATTACK.test(text)) return '[masked]';
  const shape = text
    .replace(/[\p{L}\p{N}\p{M}_]+/gu, (word) =>
      KEYWORDS.has(word.toLowerCase()) ? word : /^\d+$/.test(word) ? '1' : 'x',
    )
    .replace(/^[x1]/, '')
    .replace(/\p{Cs}/gu, '');
  return `[masked]${inUri ? encodeURIComponent(shape) : shape}`;
}
