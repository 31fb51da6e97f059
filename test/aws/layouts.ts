import { gzipSync } from 'node:zlib';

/** A number in two digits, as keys have it. */
export const two = (n: number) => String(n).padStart(2, '0');

/** Of April 2024. */
export const DAYS = [23, 24, 25, 26];
export const HOURS = [0, 6, 12, 18];
export const flowKey = (day: number, hour: number) =>
  `AWSLogs/123456789012/vpcflowlogs/eu-central-1/2024/04/${day}/123456789012_vpcflowlogs_eu-central-1_fl-1_202404${day}T${two(hour)}05Z_ab.log.gz`;
/** Of the first five minutes of an hour, each 50 records from another source. */
export function flowLog(day: number, hour: number): Buffer {
  const start = Date.UTC(2024, 3, day, hour) / 1000;
  const lines = Array.from(
    { length: 50 },
    (_, i) =>
      `2 123456789012 eni-1 203.0.113.${i + 1} 10.0.0.5 ${40_000 + i} 443 6 10 ${1000 + i} ${start + i} ${start + i + 60} ACCEPT OK`,
  );
  return gzipSync(
    `version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n${lines.join('\n')}`,
  );
}
export const wafKey = (day: number) =>
  `AWSLogs/123456789012/WAFLogs/eu-central-1/web/2024/04/${day}/06/05/123456789012_waflogs_eu-central-1_web_202404${day}T0605Z_ab.log.gz`;
/** 30 requests of a morning. */
export const wafLog = (day: number) =>
  gzipSync(
    Array.from({ length: 30 }, (_, i) =>
      JSON.stringify({
        timestamp: Date.UTC(2024, 3, day, 6) + i * 1000,
        webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/web/1',
        terminatingRuleId: i % 10 === 0 ? 'block-scanners' : 'Default_Action',
        action: i % 10 === 0 ? 'BLOCK' : 'ALLOW',
        httpRequest: {
          clientIp: `198.51.100.${i + 1}`,
          country: 'DE',
          headers: [],
          uri: '/',
          args: '',
          httpVersion: 'HTTP/1.1',
          httpMethod: 'GET',
        },
      }),
    ).join('\n'),
  );
