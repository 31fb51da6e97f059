import { lastHop, portOf, withoutPort } from './client-text.js';
import { type LineFormat, mostLines } from './line-format.js';
import { type NamedFormat, separatedFields } from './named-fields.js';

const HEADER = `starts_with(line, '#Fields:')`;
const isHeader = (line: string) => line.startsWith('#Fields:');

/** Text in which a blank was written as `+`. */
const unplussed = (sql: string) => `replace(${sql}, '+', ' ')`;

/**
 * Fields of the W3C extended log format (https://www.w3.org/TR/WD-logfile.html), as IIS names them
 * (https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging).
 *
 * date and time are UTC → creation_time, c-ip → src_ip (without a zone such as %0), s-ip and s-port → dst_ip and dst_port, sc-bytes →
 * bytes_out, cs-bytes → bytes_in, cs-uri-stem and cs-uri-query → uri, cs-version → protocol, s-sitename or s-computername → source_name.
 */
const w3cFields: NamedFormat = {
  name: 'w3c',
  title: 'W3C extended log (IIS)',
  documented: (plain) => plain,
  describes: (names) =>
    names.has('time') && ['c-ip', 'x-forwarded-for', 'cs-x-forwarded-for'].some((name) => names.has(name)),
  map(field) {
    const forwarded = unplussed(`coalesce(${field('x-forwarded-for')}, ${field('cs-x-forwarded-for')})`);
    const client = `coalesce(${field('c-ip')}, ${forwarded})`;
    const time = `coalesce(${field('date')} || 'T' || ${field('time')}, ${field('time')})`;
    const host = `coalesce(${field('cs-host')}, ${field('host')})`;
    return {
      columns: {
        bytes_in: field('cs-bytes'),
        bytes_out: field('sc-bytes'),
        creation_time: `case when regexp_full_match(${time}, '[0-9-]{10}T[0-9:.]+') then ${time} || 'Z' else ${time} end`,
        time: `case when regexp_full_match(${time}, '[0-9-]{10}T[0-9:.]+') then ${time} || 'Z' else ${time} end`,
        src_ip: lastHop(client),
        src_port: `coalesce(${field('c-port')}, ${portOf(client)})`,
        dst_ip: withoutPort(field('s-ip')),
        dst_port: field('s-port'),
        protocol: field('cs-version'),
        response_code: field('sc-status'),
        source_meta: `'W3C'`,
        source_name: `coalesce(${field('s-sitename')}, ${field('s-computername')})`,
        method: field('cs-method'),
        host: withoutPort(host),
        uri: `coalesce(${field('cs-uri-stem')} || coalesce('?' || ${field('cs-uri-query')}, ''), ${field('cs-uri')})`,
        user_agent: unplussed(field('cs-user-agent')),
        referer: field('cs-referer'),
        forwarded_for: forwarded,
      },
    };
  },
};

/** W3C extended log of IIS and others: each row by the line `#Fields:` above it, or by the option `fields`. */
export const w3c: LineFormat = {
  name: w3cFields.name,
  title: w3cFields.title,
  isHeader: HEADER,
  mapping(lines, { fields, headers } = {}) {
    const rows = lines.filter((line) => !line.startsWith('#'));
    const layout = {
      separator: rows[0]?.includes('\t') ? '\t' : ' ',
      isHeader,
      headerSql: HEADER,
      skip: `when ${HEADER} then 'header' when starts_with(line, '#') then 'comment'`,
      fieldsOf: (header: string) => header.slice('#Fields:'.length).trim().split(/\s+/),
      withoutHeader: (above: readonly string[]) =>
        fields &&
        mostLines(
          above.filter((line) => !line.startsWith('#')),
          (row) => row.trim().split(/\s+/).length === fields.length,
        )
          ? fields
          : undefined,
    };
    return separatedFields(
      w3cFields,
      layout,
      lines.filter((line) => !line.startsWith('#') || isHeader(line)),
      headers,
    );
  },
};
