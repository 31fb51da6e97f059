import fc from 'fast-check';

/** A line of a log, and what should be read of it, by column. */
export interface Line {
  readonly line: string;
  readonly expected: Readonly<Record<string, unknown>>;
}

/** Makes logs of one format: lines before them, lines, and columns that are compared. */
export interface Generator {
  readonly format: string;
  readonly log: fc.Arbitrary<{
    readonly head: readonly string[];
    readonly lines: readonly Line[];
    readonly fields?: string;
  }>;
}

/** Text as attackers send it, without names of credentials, which would be masked. */
const hostile = fc.string({
  unit: fc.constantFrom(...'ab1/?&\'<>;,.%()*$[]{}|^~`#! "\\ü☃'),
  minLength: 1,
  maxLength: 24,
});
const visible = hostile.filter((text) => text.trim() !== '');
const address = fc.constantFrom('203.0.113.9', '198.51.100.254', '2001:db8:1::7', '2001:db8::1');
const port = fc.integer({ min: 1, max: 65535 });
const bytes = fc.nat({ max: 2 ** 31 - 1 }).map(BigInt);
const count = fc.oneof(bytes, fc.constant(null));
const status = fc.constantFrom(200, 301, 403, 404, 460, 500, 503);
const second = fc.integer({ min: 1_500_000_000, max: 1_800_000_000 });
const micros = fc.tuple(second, fc.nat({ max: 999_999 }));
const orDash = (value: unknown) => (value === null ? '-' : String(value));

/** As DuckDB writes a timestamp: without zeros at the end. */
const written = (seconds: number, part = 0) => {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return part === 0 ? whole : `${whole}.${String(part).padStart(6, '0').replace(/0+$/, '')}`;
};
const iso = (seconds: number, part: number) =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(part).padStart(6, '0')}Z`;
const clf = (seconds: number) => {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(
    new Date(seconds * 1000).toUTCString(),
  )!;
  return `${day}/${month}/${year}:${time} +0000`;
};
const logOf = (line: fc.Arbitrary<Line>) =>
  fc.array(line, { minLength: 1, maxLength: 25 }).map((lines) => ({ head: [], lines }));
const escaped = (text: string) => text.replaceAll('\\', '\\x5C').replaceAll('"', '\\x22');

/** As ALB writes it, old and new: quotes are escaped, and fields were added at the end. */
const albLine = fc
  .record({
    type: fc.constantFrom('http', 'https', 'h2', 'grpcs', 'ws', 'wss'),
    time: micros,
    client: address,
    bare: fc.boolean(),
    port,
    target: fc.option(address, { nil: null }),
    status,
    sent: count,
    uri: hostile,
    agent: visible,
    host: fc.constantFrom('shop.example.com', '[2001:db8::1]', '198.51.100.5'),
    hostPort: port,
    later: fc.constantFrom(
      '',
      ' "-" "-"',
      ' "-" "-" "10.0.1.20:8080" "200"',
      ' "-" "-" "10.0.1.20:8080 10.0.1.21:80" "200 -" "-" "-" TID_1 "-" "-" "a new field" 17',
    ),
  })
  .map(({ type, time: [at, part], client, bare, ...r }) => {
    const from = client.includes(':') && !bare ? `[${client}]` : client;
    const target = r.target === null ? '-' : `${r.target.includes(':') ? `[${r.target}]` : r.target}:8080`;
    const [uri, agent] = [`/${escaped(r.uri)}`, escaped(r.agent)];
    return {
      line: `${type} ${iso(at, part)} app/shop/50dc ${from}:${r.port} ${target} 0.000 0.036 0.000 ${r.status} - 31 ${orDash(r.sent)} "GET https://${r.host}:${r.hostPort}${uri} HTTP/1.1" "${agent}" - - - "Root=1-66" "-" "-" 1 ${iso(at, part)} "forward"${r.later}`,
      expected: {
        protocol: type.toUpperCase(),
        creation_time: written(at, part),
        src_ip: client,
        src_port: r.port,
        dst_ip: r.target,
        dst_port: r.hostPort,
        response_code: r.status,
        bytes_out: r.sent,
        uri,
        user_agent: agent,
        host: r.host,
        action: 'forward',
      },
    };
  });

const classicLine = fc
  .record({ time: micros, client: address, port, sent: bytes, status, uri: hostile, agent: visible })
  .map(({ time: [at, part], client, uri, agent, ...r }) => ({
    line: `${iso(at, part)} my-loadbalancer ${client}:${r.port} 10.0.0.1:80 0.000073 0.001048 0.000057 ${r.status} 200 0 ${r.sent} "GET http://www.example.com:80/${escaped(uri)} HTTP/1.1" "${escaped(agent)}" - -`,
    expected: {
      creation_time: written(at, part),
      src_ip: client,
      src_port: r.port,
      dst_ip: '10.0.0.1',
      dst_port: 80,
      response_code: r.status,
      bytes_out: r.sent,
      uri: `/${escaped(uri)}`,
      user_agent: escaped(agent),
    },
  }));

const nlbLine = fc
  .record({ began: second, took: fc.nat({ max: 9999 }), client: address, port, received: bytes, sent: bytes })
  .map(({ began, took, client, ...r }) => ({
    line: `tls 2.0 ${iso(began + took, 0).slice(0, 19)} net/edge/c6e7 g3d4 ${client}:${r.port} 10.0.1.20:443 5 2 ${r.received} ${r.sent} - arn:x - ECDHE tlsv12 - edge.example.com h2 h2 "h2","http/1.1" ${iso(began, 0).slice(0, 19)}`,
    expected: {
      creation_time: written(began),
      end_time: written(began + took),
      src_ip: client,
      src_port: r.port,
      dst_ip: '10.0.1.20',
      dst_port: 443,
      bytes_in: r.received,
      bytes_out: r.sent,
      host: 'edge.example.com',
    },
  }));

const s3Line = fc
  .record({
    time: second,
    client: address,
    status,
    sent: count,
    uri: hostile,
    agent: visible,
    old: fc.boolean(),
  })
  .map(({ time, client, uri, agent, ...r }) => ({
    line: `79a5 bucket [${clf(time)}] ${client} arn:aws:iam::1:user/a 3E57 REST.GET.OBJECT a.txt "GET /${uri} HTTP/1.1" ${r.status} - ${orDash(r.sent)} - 7 - "-" "${agent}" -${r.old ? '' : ' s9lz= SigV4 ECDHE AuthHeader bucket.s3.amazonaws.com TLSV1.2 - Yes us-east-1'}`,
    expected: {
      creation_time: written(time),
      src_ip: client,
      response_code: r.status,
      bytes_out: r.sent,
      uri: `/${uri}`,
      user_agent: agent,
      source_name: 'bucket',
      host: r.old ? 'bucket' : 'bucket.s3.amazonaws.com',
    },
  }));

/** In any order of fields, some of them left out, and with another header in the middle of the file. */
const cloudFrontLog = fc
  .array(
    fc.record({
      order: fc.shuffledSubarray(
        ['cs-method', 'sc-status', 'cs-uri-stem', 'cs(User-Agent)', 'sc-bytes', 'c-country', 'x-host-header'],
        { minLength: 0 },
      ),
      rows: fc.array(
        fc.record({ time: second, client: address, status, sent: count, agent: visible, uri: hostile }),
        { minLength: 1, maxLength: 8 },
      ),
      colon: fc.constantFrom(' ', '\t'),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((sections) => {
    const lines = sections.flatMap(({ order, rows, colon }) => {
      const names = ['x-edge-location', ...order, 'c-ip', 'time', 'date'];
      const headers = ['#Version: 1.0', `#Fields:${colon}${names.join(colon)}`];
      const records = rows.map(({ time, client, status, sent, agent, uri }) => {
        const [date, clock] = written(time).split(' ');
        const values: Readonly<Record<string, unknown>> = {
          'x-edge-location': 'FRA60-P1',
          'c-ip': client,
          date,
          time: clock,
          'cs-method': 'GET',
          'sc-status': status,
          'cs-uri-stem': `/${encodeURI(uri)}`,
          'cs(User-Agent)': encodeURIComponent(agent),
          'sc-bytes': orDash(sent),
          'c-country': 'DE',
          'x-host-header': 'www.example.com',
        };
        const has = (name: string, value: unknown) => (order.includes(name) ? value : null);
        const again = !agent.includes(' ') && agent.includes('%20');
        return {
          line: names.map((name) => values[name]).join('\t'),
          expected: {
            end_time: written(time),
            src_ip: client,
            method: has('cs-method', 'GET'),
            response_code: has('sc-status', status),
            uri: has('cs-uri-stem', `/${encodeURI(uri)}`),
            user_agent: has('cs(User-Agent)', again ? decodeURIComponent(agent) : agent),
            bytes_out: has('sc-bytes', sent),
            src_ip_country_code: has('c-country', 'DE'),
            host: has('x-host-header', 'www.example.com'),
          },
        };
      });
      return [...headers.map((line) => ({ line, expected: {} })), ...records];
    });
    return { head: [], lines };
  });

const wafLine = fc
  .record({
    time: second,
    client: address,
    uri: hostile,
    agent: visible,
    blocked: fc.boolean(),
    counted: fc.subarray(['one', 'two']),
    excluded: fc.boolean(),
    order: fc.boolean(),
  })
  .map(({ time, client, uri, agent, blocked, counted, excluded, order }) => {
    const entries = {
      timestamp: time * 1000,
      webaclId: 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/0',
      terminatingRuleId: blocked ? 'stop' : 'Default_Action',
      action: blocked ? 'BLOCK' : 'ALLOW',
      ruleGroupList: [{ terminatingRule: null, excludedRules: excluded ? [{ ruleId: 'three' }] : null }],
      nonTerminatingMatchingRules: counted.map((ruleId) => ({ ruleId, action: 'COUNT' })),
      httpRequest: {
        clientIp: client,
        country: 'DE',
        headers: [{ name: 'User-Agent', value: agent }],
        uri: `/${uri}`,
        args: '',
        httpMethod: 'GET',
      },
    };
    const pairs = Object.entries(entries);
    const rules = [...(blocked ? ['stop'] : []), ...counted, ...(excluded ? ['three'] : [])];
    return {
      line: JSON.stringify(Object.fromEntries(order ? pairs : pairs.reverse())),
      expected: {
        creation_time: written(time),
        src_ip: client,
        uri: `/${uri}`,
        user_agent: agent,
        action: blocked ? 'BLOCK' : 'ALLOW',
        rule_names: rules.join(', ') || null,
        rule_action: blocked ? 'BLOCK' : rules.length > 0 ? 'COUNT' : null,
      },
    };
  });

/** One direction each, the fields in any order, named by a header or by the option `fields`. */
const flowLog = fc
  .record({
    names: fc.shuffledSubarray(
      ['srcaddr', 'dstaddr', 'srcport', 'dstport', 'start', 'bytes', 'packets', 'end', 'protocol', 'action'],
      { minLength: 5 },
    ),
    given: fc.boolean(),
    flows: fc.array(fc.record({ start: second, server: address, sent: bytes, client: port }), {
      minLength: 1,
      maxLength: 20,
    }),
  })
  .map(({ names: some, given, flows }) => {
    const names = [...new Set([...some, 'srcaddr', 'dstaddr', 'start', 'srcport', 'dstport', 'log-status'])];
    const has = (name: string, value: unknown) => (names.includes(name) ? value : null);
    const lines = flows.map(({ start, server, sent, client }, i) => {
      // Every flow has a client of its own, so that none is another's opposite direction.
      const values: Readonly<Record<string, unknown>> = {
        srcaddr: `10.0.${i}.5`,
        dstaddr: server,
        srcport: 1024 + (client % 60000),
        dstport: 443,
        start,
        end: start + 60,
        bytes: sent,
        packets: 3,
        protocol: 6,
        action: 'ACCEPT',
        'log-status': 'OK',
      };
      return {
        line: names.map((name) => values[name]).join(' '),
        expected: {
          creation_time: written(start),
          end_time: has('end', written(start + 60)),
          src_ip: `10.0.${i}.5`,
          src_port: values.srcport,
          dst_ip: server,
          dst_port: 443,
          bytes_in: has('bytes', sent),
          packets: has('packets', 3n),
          protocol: has('protocol', 'TCP'),
          action: has('action', 'ACCEPT'),
        },
      };
    });
    return given
      ? { head: [], lines, fields: names.join(' ') }
      : { head: [names.map((name) => name).join(' ')], lines };
  });

export const AWS_LOGS: readonly Generator[] = [
  { format: 'aws-alb', log: logOf(albLine) },
  { format: 'aws-elb', log: logOf(classicLine) },
  { format: 'aws-nlb', log: logOf(nlbLine) },
  { format: 'aws-s3', log: logOf(s3Line) },
  { format: 'aws-cloudfront', log: cloudFrontLog },
  { format: 'aws-waf', log: logOf(wafLine) },
  { format: 'aws-vpc-flow', log: flowLog },
];
