import { type LineFormat, nullIfAbsent } from './line-format.js';

/**
 * Amazon CloudFront standard log: tab-separated, its fields named in the line `#Fields:`
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html).
 *
 * date and time are when the response ended → end_time; creation_time is time-taken earlier. cs-bytes → bytes_in,
 * sc-bytes → bytes_out, sc-status → response.code (000: the client left before an answer), x-edge-result-type →
 * action, x-edge-location → source_name. There is no server address: an edge answered.
 */
export const cloudFront: LineFormat = {
  name: 'aws-cloudfront',
  title: 'Amazon CloudFront standard log',
  mapping(lines) {
    const fields = lines.find((line) => line.startsWith('#Fields:') && line.includes('x-edge-'));
    if (fields === undefined) return null;
    const names = fields.slice('#Fields:'.length).trim().split(/\s+/);
    const field = (name: string) => {
      const at = names.indexOf(name);
      return at < 0 ? 'cast(null as varchar)' : nullIfAbsent(`f[${at + 1}]`);
    };
    const decoded = (name: string) => `url_decode(${field(name)})`;
    const ended = `(${field('date')} || 'T' || ${field('time')})`;
    const query = `coalesce('?' || ${field('cs-uri-query')}, '')`;
    const began = `coalesce(cast(try_cast(${ended} as timestamp)
      - try_cast(${field('time-taken')} as double) * interval '1' second as varchar), ${ended})`;
    return {
      parsed: `string_split(line, chr(9))`,
      skip: `case when starts_with(line, '#') then 'comment' end`,
      unreadable: `len(f) <> ${names.length}`,
      columns: {
        bytes_in: field('cs-bytes'),
        bytes_out: field('sc-bytes'),
        creation_time: began,
        end_time: ended,
        time: ended,
        src_ip: field('c-ip'),
        src_port: field('c-port'),
        protocol: `upper(${field('cs-protocol')})`,
        response_code: field('sc-status'),
        source_meta: `'AWS_CloudFront'`,
        source_name: field('x-edge-location'),
        action: field('x-edge-result-type'),
        method: field('cs-method'),
        host: `coalesce(${field('x-host-header')}, ${field('cs(Host)')})`,
        uri: `${field('cs-uri-stem')} || ${query}`,
        user_agent: decoded('cs(User-Agent)'),
        referer: decoded('cs(Referer)'),
        forwarded_for: decoded('x-forwarded-for'),
      },
    };
  },
};
