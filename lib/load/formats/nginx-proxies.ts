import { NGINX_FORMAT } from './log-format.js';
import { layoutFormat } from './text-layout.js';

/**
 * ingress-nginx of Kubernetes, today's layout and those before it
 * (https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/).
 *
 * request_length → bytes_in, body_bytes_sent → bytes_out, the service (proxy_upstream_name) → source_name.
 */
export const ingressNginx = layoutFormat({
  name: 'ingress-nginx',
  title: 'ingress-nginx log',
  vocabulary: NGINX_FORMAT,
  meta: `'ingress_nginx'`,
  layouts: [
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id',
    '$remote_addr - [$the_real_ip] - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id',
    '$the_real_ip - [$proxy_add_x_forwarded_for] - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id',
  ],
});

/**
 * Nginx Proxy Manager: its logs of proxy hosts and its others
 * (https://github.com/NginxProxyManager/nginx-proxy-manager, docker/rootfs/etc/nginx/conf.d/include/log-proxy.conf).
 *
 * body_bytes_sent → bytes_out, $host → host; Sent-to, the server behind → dst_ip where it is an address.
 */
export const nginxProxyManager = layoutFormat({
  name: 'nginx-proxy-manager',
  title: 'Nginx Proxy Manager log',
  vocabulary: NGINX_FORMAT,
  meta: `'nginx_proxy_manager'`,
  layouts: [
    '[$time_local] $upstream_cache_status $upstream_status $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $server] "$http_user_agent" "$http_referer"',
    '[$time_local] $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] "$http_user_agent" "$http_referer"',
  ],
});
