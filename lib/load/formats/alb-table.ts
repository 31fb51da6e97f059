import { quoteLiteral } from '../../engine/sql-text.js';
import { REQUEST_URL } from './load-balancers.js';
import type { NamedFormat } from './named-fields.js';

/** The table of ALB access logs in Athena's user guide (https://docs.aws.amazon.com/athena/latest/ug/create-alb-access-logs-table.html). */
export const albFields: NamedFormat = {
  name: 'aws-alb',
  title: 'AWS Application Load Balancer access log',
  documented: (plain) => plain,
  describes: (names) =>
    ['time', 'client-ip', 'elb-status-code', 'request-verb', 'request-url'].every((name) => names.has(name)),
  map(field) {
    const part = (name: string) =>
      `nullif(regexp_extract('- ' || ${field('request-url')}, ${quoteLiteral(REQUEST_URL)}, ['none', 'scheme', 'host', 'port', 'uri']).${name}, '')`;
    return {
      columns: {
        bytes_in: field('received-bytes'),
        bytes_out: field('sent-bytes'),
        creation_time: `coalesce(${field('request-creation-time')}, ${field('time')})`,
        end_time: field('time'),
        time: field('time'),
        src_ip: `trim(${field('client-ip')}, '[]')`,
        src_port: field('client-port'),
        dst_ip: `trim(${field('target-ip')}, '[]')`,
        dst_port: part('port'),
        protocol: `upper(${field('type')})`,
        response_code: field('elb-status-code'),
        source_meta: `'AWS_ALB'`,
        source_name: field('elb'),
        action: field('actions-executed'),
        detection_types: field('classification-reason'),
        method: field('request-verb'),
        host: `coalesce(${part('host')}, ${field('domain-name')})`,
        uri: `coalesce(${part('uri')}, ${field('request-url')})`,
        user_agent: field('user-agent'),
      },
    };
  },
};
