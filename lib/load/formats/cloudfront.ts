import { type LineFormat, type MappingOptions, mostLines } from './line-format.js';
import { jsonFields, type NamedFormat, plainName, separatedFields } from './named-fields.js';

/** The documented fields of a standard log in their order; later ones were added at the end. */
const STANDARD =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end'.split(
    ' ',
  );
/** The first version of the log had as many. */
const FEWEST = 12;

/** Names in the tables of Athena's user guide by the documented ones. */
const IN_TABLES: Readonly<Record<string, string>> = {
  location: 'x-edge-location',
  bytes: 'sc-bytes',
  'request-ip': 'c-ip',
  method: 'cs-method',
  host: 'cs-host',
  uri: 'cs-uri-stem',
  status: 'sc-status',
  referrer: 'cs-referer',
  'user-agent': 'cs-user-agent',
  'query-string': 'cs-uri-query',
  'result-type': 'x-edge-result-type',
  'request-id': 'x-edge-request-id',
  'host-header': 'x-host-header',
  'request-protocol': 'cs-protocol',
  'request-bytes': 'cs-bytes',
  xforwardedfor: 'x-forwarded-for',
};

/** Fields that no other log in this form has. */
const OWN =
  /^(x-edge-|x-host-header$|fle-|primary-distribution-|distributionid$|cache-behavior-|origin-[fl]bl$)/;
const isOwn = (names: ReadonlySet<string>) => [...names].some((name) => OWN.test(name));
const hasTime = (names: ReadonlySet<string>) =>
  (names.has('date') && names.has('time')) || names.has('timestamp') || names.has('timestamp-ms');

/**
 * Amazon CloudFront access log: standard logs of both versions (tab-separated, JSON, Parquet), each row by the line `#Fields:` above it
 * or, without one, by the documented order; and real-time logs, whose fields are given by the option `fields`
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html).
 *
 * date and time (or timestamp) are when the response ended → end_time; creation_time is time-taken earlier. cs-bytes → bytes_in,
 * sc-bytes → bytes_out, sc-status → response.code (000: the client left before an answer), c-country → src_ip_country_code,
 * x-edge-result-type → action, x-edge-location → source_name. Only real-time logs have a server address: s-ip, that of the edge.
 */
export const cloudFrontFields: NamedFormat = {
  name: 'aws-cloudfront',
  title: 'Amazon CloudFront access log',
  documented: (plain) => IN_TABLES[plain] ?? plain,
  describes: (names) => names.has('c-ip') && hasTime(names) && isOwn(names),
  map(field) {
    const decoded = (name: string) => urlDecoded(field(name));
    const taken = `coalesce(try_cast(${field('time-taken')} as double), 0)`;
    const clock = `(${field('date')} || 'T' || ${field('time')} || 'Z')`;
    const epoch = `coalesce(try_cast(${field('timestamp-ms')} as decimal(20, 3)) / 1000, try_cast(${field('timestamp')} as decimal(20, 6)))`;
    const micros = (seconds: string) => `make_timestamp(cast(round((${seconds}) * 1000000) as bigint))`;
    const ended = `coalesce(${clock}, cast(${micros(epoch)} as varchar) || 'Z', ${field('timestamp-ms')}, ${field('timestamp')})`;
    const began = `coalesce(cast(coalesce(cast(try_cast(${clock} as timestamptz) as timestamp) - ${taken} * interval '1' second,
      ${micros(`${epoch} - ${taken}`)}) as varchar) || 'Z', ${ended})`;
    const [path, query] = [field('cs-uri-stem'), field('cs-uri-query')];
    const agent = decoded('cs-user-agent');
    return {
      columns: {
        bytes_in: field('cs-bytes'),
        bytes_out: field('sc-bytes'),
        creation_time: began,
        end_time: ended,
        time: ended,
        src_ip: field('c-ip'),
        src_ip_country_code: field('c-country'),
        src_port: field('c-port'),
        dst_ip: field('s-ip'),
        protocol: `upper(${field('cs-protocol')})`,
        response_code: field('sc-status'),
        source_meta: `'AWS_CloudFront'`,
        source_name: field('x-edge-location'),
        action: field('x-edge-result-type'),
        method: field('cs-method'),
        host: `coalesce(${field('x-host-header')}, ${field('cs-host')})`,
        // In real-time logs the stem has the query.
        uri: `${path} || case when ${query} is null or contains(${path}, '?') then '' else '?' || ${query} end`,
        // Agents are encoded twice in older logs: one without a space but with %20 in it has been decoded once only.
        user_agent: `case when contains(${agent}, '%20') and not contains(${agent}, ' ') then ${urlDecoded(agent)} else ${agent} end`,
        referer: decoded('cs-referer'),
        forwarded_for: decoded('x-forwarded-for'),
      },
    };
  },
};

/** SQL for a text without URL encoding, or as it is where the decoded bytes are not UTF-8. */
const urlDecoded = (text: string) => `coalesce(try(url_decode(${text})), ${text})`;

const HEADER = `starts_with(line, '#Fields:')`;
const isHeader = (line: string) => line.startsWith('#Fields:');
const values = (line: string) => line.split('\t');
/** A code such as FRA60-P1: the airport nearest to the edge. */
const EDGE = /^[A-Z]{3}\d+(-[A-Z]+\d*)?$/;
const isStandard = (line: string) => {
  const [date = '', time = '', edge = ''] = values(line);
  return /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d:\d\d$/.test(time) && EDGE.test(edge);
};

export const cloudFront: LineFormat = {
  name: cloudFrontFields.name,
  title: cloudFrontFields.title,
  isHeader: HEADER,
  mapping(lines, { fields, headers } = {}) {
    const rows = lines.filter((line) => isHeader(line) || !line.startsWith('#'));
    const layout = {
      separator: '\t',
      isHeader,
      skip: `when starts_with(line, '#') then 'comment'`,
      fieldsOf: (header: string) => header.slice('#Fields:'.length).trim().split(/\s+/),
      headerSql: HEADER,
      withoutHeader: (rows: readonly string[]) =>
        fields && mostLines(rows, (row) => values(row).length === fields.length)
          ? fields
          : standardFields(rows),
    };
    return separatedFields(cloudFrontFields, layout, rows, headers) ?? jsonFields(cloudFrontFields, lines);
  },
  lacking,
};

/** The documented fields, as many as most rows have. */
function standardFields(rows: readonly string[]): readonly string[] | undefined {
  const count = values(rows.find(isStandard) ?? '').length;
  if (count < FEWEST || !mostLines(rows, (row) => isStandard(row) && values(row).length === count))
    return undefined;
  return Array.from({ length: count }, (_, i) => STANDARD[i] ?? `field-${i + 1}`);
}

/** What is missing for lines that are probably of CloudFront: the names of their fields, or a field. */
function lacking(lines: readonly string[], { fields }: MappingOptions = {}): string | null {
  const header = lines.find(isHeader);
  const named = header === undefined ? fields : header.slice('#Fields:'.length).trim().split(/\s+/);
  const names = new Set(named?.map((name) => cloudFrontFields.documented(plainName(name))) ?? []);
  if (isOwn(names) && !(names.has('c-ip') && hasTime(names)))
    return `is a CloudFront log without the field ${names.has('c-ip') ? 'date and time, or timestamp' : 'c-ip, the client'}; include it among the fields of the log.`;
  const rows = lines.filter((line) => !line.startsWith('#')).map(values);
  const like = rows.filter(
    (row) =>
      row.some((value) => EDGE.test(value)) &&
      row.some((value) => /^(\d+\.){3}\d+$|^[0-9a-f]*:[0-9a-f:.]+$/.test(value)) &&
      row.some((value) => /^1\d{9}(\.\d+)?$|^\d{4}-\d\d-\d\d$/.test(value)),
  );
  const [row] = like;
  if (row === undefined || like.length <= rows.length / 2) return null;
  if (fields && isOwn(names))
    return `has ${row.length} values a line, but ${fields.length} fields were given; give as many as the log's configuration has.`;
  return `looks like a CloudFront log without the line #Fields: (${row.length} values a line), as real-time logs are; give its fields in the order of its configuration, as in --fields 'timestamp c-ip … x-edge-location …'.`;
}
