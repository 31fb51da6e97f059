import { HAPROXY_FORMAT } from './log-format.js';
import { layoutFormat } from './text-layout.js';

/**
 * HAProxy: `option httplog`, `httpslog` and `tcplog` (https://docs.haproxy.org/dev/configuration.html, 8.2).
 *
 * bytes_read → bytes_out, frontend → source_name, `<BADREQ>` is no uri. The time is when the request came in and has no zone. What it
 * says of connections without a request (a failed TLS handshake) is no record.
 */
export const haproxy = layoutFormat({
  name: 'haproxy',
  title: 'HAProxy log',
  vocabulary: HAPROXY_FORMAT,
  meta: `'haproxy'`,
  layouts: [
    '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq%captured "%r"',
    '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq%captured "%r" %fc/%bc/%ssl/%ca/%chello %sni/%sslv/%sslc',
    '%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq',
  ],
  timeSql: (text) =>
    `coalesce(strftime(try_strptime(${text}, '%d/%b/%Y:%H:%M:%S.%g'), '%Y-%m-%dT%H:%M:%S.%f'), ${text})`,
  otherMessage: '^[^ ]+:[0-9]+ \\[[^\\]]*\\] [^ ]+: |^(?:Proxy|Server|Health check|Connect from|backend) ',
});
