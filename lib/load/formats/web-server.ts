import { accessLog, tailInLines } from './access-log.js';

/**
 * Access log of Apache or nginx in the common, combined or vhost_combined format, with more fields at the end or without
 * (https://httpd.apache.org/docs/current/mod/mod_log_config.html, nginx's default `main`).
 *
 * The size is what the server sent → bytes_out (without headers); received bytes and the server's address are not in the log. The
 * time is when the request came in → creation_time. X-Forwarded-For is known as the first text in quotes after the user
 * agent, if it holds addresses; of other fields at the end a log does not say what they are: `--fields` names them.
 */
export const webServer = accessLog({
  name: 'web-server',
  title: 'Apache or nginx access log',
  meta: `'web_server'`,
  tail: tailInLines,
});
