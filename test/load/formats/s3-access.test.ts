import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { written } from '../written.js';

let files = 0;
const OWNER = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
const line = (client: string, what: string, tail: string) =>
  `${OWNER} bucket1 [06/Feb/2019:00:00:38 +0000] ${client} arn:aws:sts::1:assumed-role/a/b 3E57427F3EXAMPLE ${what} - 7 - "-" ${tail}`;
const LATER = ' s9lz= SigV4 ECDHE AuthHeader bucket1.s3.us-west-1.amazonaws.com TLSV1.2';

async function read(lines: readonly string[], columns: string) {
  const traffic = await openTraffic(written(`s3-${++files}.log`, lines.join('\n')));
  const rows = await traffic.engine.query(`select ${columns} from traffic order by row_id`);
  return { rows: rows.map((row) => Object.values(row)), account: traffic.accounts[0]! };
}

test('requests are records in every version of the log, and what S3 does itself is skipped', async () => {
  const { rows, account } = await read(
    [
      line(
        '192.0.2.3',
        'REST.GET.VERSIONING - "GET /bucket1?versioning HTTP/1.1" 200 - 113',
        '"S3Console/0.4" -',
      ),
      line(
        '2001:db8::1',
        'REST.GET.OBJECT a%2520b.txt "GET /a%20b.txt HTTP/1.1" 403 AccessDenied 243',
        `"curl/8" -${LATER} - Yes us-east-1`,
      ),
      line('-', 'S3.EXPIRE.OBJECT a.txt "-" - - -', `"-" -${LATER}`),
      line('192.0.2.3', 'BATCH.DELETE.OBJECT a.txt - 204 - -', `- 3HL4${LATER} - -`),
      line('192.0.2.3', 'REST.GET.OBJECT a.txt "GET /a', ''),
    ],
    'src_ip, response_code, action, bytes_out, method, uri, protocol, host, user_agent, creation_time::varchar',
  );
  const [came, host] = ['2019-02-06 00:00:38', 'bucket1.s3.us-west-1.amazonaws.com'];
  assert.deepEqual(rows, [
    [
      '192.0.2.3',
      200,
      null,
      113n,
      'GET',
      '/bucket1?versioning',
      'HTTP/1.1',
      'bucket1',
      'S3Console/0.4',
      came,
    ],
    ['2001:db8::1', 403, 'AccessDenied', 243n, 'GET', '/a%20b.txt', 'HTTP/1.1', host, 'curl/8', came],
    ['192.0.2.3', 204, null, null, null, null, null, host, null, came],
  ]);
  const { format, units, rejects, skipped } = account;
  assert.deepEqual(
    { format, units, rejects, skipped },
    { format: 'aws-s3', units: 5, rejects: 1, skipped: { 'no client': 1 } },
  );
});

test('quotes in a user agent move no field', async () => {
  const agents = ['evil "agent" 1', '"', '" - - "', 'a" - s9lz= SigV4'];
  const { rows } = await read(
    agents.map((agent) =>
      line('192.0.2.3', 'REST.GET.OBJECT a "GET /a HTTP/1.1" 200 - 1', `"${agent}" -${LATER}`),
    ),
    'user_agent, host',
  );
  assert.deepEqual(
    rows,
    agents.map((agent) => [agent, 'bucket1.s3.us-west-1.amazonaws.com']),
  );
});
