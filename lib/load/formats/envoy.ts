import { ENVOY_FORMAT } from './log-format.js';
import { layoutFormat } from './text-layout.js';

/**
 * Envoy's default access log, and that of Istio
 * (https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage).
 *
 * BYTES_RECEIVED → bytes_in, BYTES_SENT → bytes_out, RESPONSE_FLAGS → action, the authority → host. The default has no address
 * of the peer: the client is the last hop of X-Forwarded-For that is no private address.
 */
export const envoy = layoutFormat({
  name: 'envoy',
  title: 'Envoy access log',
  vocabulary: ENVOY_FORMAT,
  meta: `'envoy'`,
  layouts: [
    '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"',
    '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%',
  ],
});
