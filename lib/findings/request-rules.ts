/** A signature of requests that only probes and attacks send, as a rule. */
export interface RequestRule {
  readonly name: string;
  /**
   * `exploit`: what is sent is an attack. `probe`: what is asked for is. `scanner`: who asks says that he is
   * one. `login`: somebody sends a name and a password, which only in numbers is an attack.
   */
  readonly kind: 'exploit' | 'probe' | 'scanner' | 'login';
  /** Where the rule looks: the decoded path and query, or what the client says it is. */
  readonly field: 'uri' | 'user_agent';
  /** Over decoded text in lower case. */
  readonly pattern: RegExp;
  /** What the rule is after. */
  readonly why: string;
  /** HTTP method without which it does not count; any when left out. */
  readonly method?: string;
}

const rule = (
  name: string,
  kind: RequestRule['kind'],
  field: RequestRule['field'],
  pattern: RegExp,
  why: string,
  method?: string,
): RequestRule => ({ name, kind, field, pattern, why, ...(method && { method }) });

/**
 * The rules, after the classes of the OWASP Core Rule Set (coreruleset.org), reduced to what hardly any
 * honest request has. A request without a hit is not proven harmless: bodies and headers are not in the
 * records.
 */
export const requestRules: readonly RequestRule[] = [
  rule(
    'SQL injection: union',
    'exploit',
    'uri',
    /\bunion\b[\s/*()]+(all[\s/*()]+)?select\b/,
    'reads other tables',
  ),
  rule(
    'SQL injection: always true',
    'exploit',
    'uri',
    /['"]\s*(or|and)\s+['"]?(\w+)['"]?\s*(=|like)\s*['"]?\2\b/,
    'makes every row match',
  ),
  rule(
    'SQL injection: function',
    'exploit',
    'uri',
    /\b(sleep|benchmark|pg_sleep|extractvalue|updatexml|xp_cmdshell|load_file)\s*\(|\bwaitfor\s+delay\b|\binformation_schema\b/,
    'asks the database for time, files or its schema',
  ),
  rule(
    'script injection',
    'exploit',
    'uri',
    /<\s*script\b|<\s*(img|svg|iframe|body|object|embed)\b[^>]*\bon\w+\s*=|javascript\s*:/,
    'runs in other people’s browsers',
  ),
  rule(
    'path traversal',
    'exploit',
    'uri',
    /(^|[/\\=])\.\.[/\\]\.\.[/\\]|\/etc\/(passwd|shadow)\b|\bwin\.ini\b|\/proc\/self\//,
    'reads files outside the site',
  ),
  rule(
    'command injection',
    'exploit',
    'uri',
    /[;|&`]\s*(cat|id|whoami|uname|wget|curl|nc|bash|sh|powershell|ping)\b[\s/;|&`-]|\$\([^)]+\)|\/bin\/(ba)?sh\b/,
    'runs programs on the server',
  ),
  rule('JNDI lookup', 'exploit', 'uri', /\$\{(jndi|\$\{|lower:|upper:|env:)/, 'CVE-2021-44228, Log4Shell'),
  rule(
    'JNDI lookup in the user agent',
    'exploit',
    'user_agent',
    /\$\{(jndi|\$\{|lower:|upper:|env:)/,
    'CVE-2021-44228, Log4Shell',
  ),
  rule(
    'PHP code',
    'exploit',
    'uri',
    /\bphp:\/\/(input|filter)|\bauto_prepend_file\b|call_user_func_array|\beval-stdin\.php/,
    'runs or reads PHP code',
  ),
  rule(
    'secrets',
    'probe',
    'uri',
    /\/\.(env|git|svn|aws|ssh|htpasswd|htaccess|docker|npmrc|ds_store)(\b|\/|$)|\/(id_rsa|wp-config\.php|credentials\.json)\b/,
    'looks for keys and configuration',
  ),
  rule(
    'PHP information',
    'probe',
    'uri',
    /\b(\w+[-_])?(php[_-]?infos?|infophp|phpversion)\b|\/php\.ini\b/,
    'looks for a page that shows the configuration',
  ),
  rule(
    'admin pages',
    'probe',
    'uri',
    /\/(phpmyadmin|pma|adminer(\.php)?|wp-login\.php|xmlrpc\.php|manager\/html|solr\/admin|actuator\/(env|heapdump)|hnap1|boaform|cgi-bin\/)/,
    'looks for pages with known holes',
  ),
  rule(
    'scanner',
    'scanner',
    'user_agent',
    /\b(sqlmap|nikto|nmap|masscan|zgrab|nuclei|gobuster|dirbuster|feroxbuster|ffuf|wfuzz|wpscan|acunetix|nessus|openvas|qualys|netsparker|arachni|w3af|hydra|commix|zmeu|jorgee)\b/,
    'names a scanner',
  ),
  rule(
    'log-in',
    'login',
    'uri',
    /\/(wp-login\.php|xmlrpc\.php|(user-?)?log-?(in|on)|sign-?in|session|auth(enticate)?|token|j_security_check)(\.\w{2,4})?([/?;]|$)/,
    'sends a name and a password',
    'POST',
  ),
];
