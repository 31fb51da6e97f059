import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type * as sdk from '@aws-sdk/client-cloudwatch-logs';
import fc from 'fast-check';
import { cloudWatchFiles } from '../../../lib/load/sources/cloudwatch.js';
import { logAddress } from '../../../lib/load/sources/cloudwatch-address.js';
import type { EventPage, LogsLibrary, QueryState } from '../../../lib/load/sources/cloudwatch-library.js';
import { periodParts } from '../../../lib/load/sources/cloudwatch-parts.js';
import { type Answer, type Asked, awsStandIn, SECRET } from '../../aws/stand-in.js';

/** The compiler says here that the narrow types of lib are those of the SDK. */
export const sameTypes = (
  library: typeof sdk,
  page: sdk.FilterLogEventsCommandOutput,
  state: sdk.GetQueryResultsCommandOutput,
): readonly [LogsLibrary, EventPage, QueryState] => [library, page, state];

let answer: (asked: Asked) => Answer = () => ({ body: {} });
const asked = awsStandIn((one) => answer(one));

const open = (address: string, signal?: AbortSignal) => {
  asked.length = 0;
  return cloudWatchFiles(new URL(address), { period: {}, ...(signal && { signal }) });
};
const textOf = (file: string) => gunzipSync(readFileSync(file)).toString();
const HOUR_MS = 3_600_000;

test('a period is cut at full hours into parts that leave nothing out and have nothing twice', () => {
  const time = fc.integer({ min: 0, max: 100 * HOUR_MS });
  fc.assert(
    fc.property(time, time, (a, b) => {
      const slices = periodParts(new Date(Math.min(a, b)), new Date(Math.max(a, b)), HOUR_MS);
      assert.equal(
        slices.reduce((sum, { from, to }) => sum + (to - from), 0),
        Math.abs(a - b),
      );
      for (const [i, { from, to }] of slices.entries()) {
        assert.ok(i === 0 ? from === Math.min(a, b) : from === slices[i - 1]!.to && from % HOUR_MS === 0);
        assert.ok(to - from <= HOUR_MS && to > from);
      }
    }),
  );
});

const NOW = new Date('2024-04-26T12:00:30Z');
test('an address says the group, the period and the filter, and --from and --to narrow it down, an hour wider', () => {
  const address = new URL('cloudwatch:///aws/waf?from=2024-04-24&to=2024-04-25&filter=%22REJECT%22');
  const meant = logAddress(address, { from: new Date('2024-04-24T10:00Z') }, NOW);
  assert.deepEqual(meant, {
    shown: 'cloudwatch:///aws/waf?from=2024-04-24&to=2024-04-25&filter="REJECT"',
    group: '/aws/waf',
    filter: '"REJECT"',
    from: new Date('2024-04-24T09:00Z'),
    to: new Date('2024-04-26T00:00Z'),
  });
  const narrowed = logAddress(
    address,
    { from: new Date('2024-04-23T10:00Z'), to: new Date('2024-04-25T10:00Z') },
    NOW,
  );
  assert.deepEqual(
    [narrowed.from, narrowed.to],
    [new Date('2024-04-24T00:00Z'), new Date('2024-04-25T11:00Z')],
  );
  assert.equal(logAddress(new URL('cloudwatch://app/web?from=2024-04-24'), {}, NOW).group, 'app/web');
  assert.deepEqual(
    logAddress(new URL('cloudwatch://app?from=2024-04-24'), {}, NOW).to,
    new Date('2024-04-26T12:00Z'),
  );
});

for (const [address, sentence] of [
  ['cloudwatch:///aws/waf', /: say from when, such as \?from=/],
  ['cloudwatch://?from=2024-04-24', /is no name of a log group/],
  ['cloudwatch://app?from=yesterday', /"\?from=yesterday" is no time in UTC/],
  ['cloudwatch://app?form=2024-04-24', /"\?form" is not known; there are \?from, \?to, \?filter, \?query/],
  ['cloudwatch://app?from=2024-04-24&filter=a&query=b', /give \?filter or \?query, not both/],
  ['cloudwatch://app?from=2024-04-26&to=2024-04-25', /no time is left/],
  ['cloudwatch://app?from=2030-04-26', /no time is left/],
] as const)
  test(`${address} is refused in one sentence`, () => {
    assert.throws(() => logAddress(new URL(address), {}, NOW), { name: 'InputError', message: sentence });
  });

test('events are fetched page by page, a throttled page is asked again, and nothing is asked twice', async () => {
  let throttled = 0;
  answer = ({ startTime, nextToken }) => {
    if (nextToken === 'second' && throttled++ === 0)
      return { status: 400, body: { __type: 'ThrottlingException', message: SECRET } };
    const event = { timestamp: startTime, message: `${startTime} ${nextToken ?? 'first'}\nline` };
    return { body: { events: [event], ...(nextToken === undefined && { nextToken: 'second' }) } };
  };
  const address = 'cloudwatch:///paged?from=2024-04-24T10:30&to=2024-04-24T12:00';
  const [file] = await open(address);
  assert.equal(file!.displayName, address);
  assert.deepEqual(
    asked
      .filter(({ nextToken }) => nextToken === undefined)
      .map(({ startTime, endTime }) => [startTime, endTime])
      .sort(),
    [
      [Date.parse('2024-04-24T10:30Z'), Date.parse('2024-04-24T11:00Z') - 1],
      [Date.parse('2024-04-24T11:00Z'), Date.parse('2024-04-24T12:00Z') - 1],
    ],
  );
  assert.equal(asked.length, 5);
  const messages = textOf(file!.path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).events[0].message);
  assert.equal(messages.length, 4);
  assert.match(messages[1], /second\nline$/);
  assert.equal((await open(address))[0]!.path, file!.path);
  assert.equal(asked.length, 0);
});

test('a fetch that failed goes on with the hours that are missing', async () => {
  let denied = true;
  answer = ({ startTime }) =>
    denied && startTime === Date.parse('2024-04-24T12:00Z')
      ? { status: 400, body: { __type: 'AccessDeniedException', message: SECRET } }
      : { body: { events: [{ timestamp: startTime, message: 'm' }] } };
  const address = 'cloudwatch:///resumed?from=2024-04-24T08:00&to=2024-04-24T13:00';
  await assert.rejects(open(address), {
    name: 'InputError',
    message: `${address}: access is denied; logs:FilterLogEvents must be allowed for these credentials.`,
  });
  denied = false;
  const [file] = await open(address);
  assert.deepEqual(
    asked.map(({ startTime }) => startTime),
    [Date.parse('2024-04-24T12:00Z')],
  );
  assert.equal(textOf(file!.path).split('\n').length, 6);
});

test('a group without events, and one that is not there, are said', async () => {
  answer = () => ({ body: { events: [] } });
  await assert.rejects(
    open('cloudwatch:///empty?from=2024-04-24&to=2024-04-24'),
    /holds no event from 2024-04-24T00/,
  );
  answer = () => ({ status: 400, body: { __type: 'ResourceNotFoundException' } });
  await assert.rejects(open('cloudwatch:///none?from=2024-04-24&to=2024-04-24'), /there is no such thing/);
});

/** 25,000 rows of a day, evenly, of which Insights gives the first 10,000, its end included. */
function insights(one: Asked): Answer {
  if (one.action === 'StartQuery') return { body: { queryId: `${one.startTime}-${one.endTime}` } };
  const [from, to] = String(one.queryId).split('-').map(Number) as [number, number];
  const day = Date.parse('2024-04-24T00:00Z');
  const results = Array.from({ length: 25_000 }, (_, i) => day + i * 3456)
    .filter((time) => time >= from * 1000 && time < (to + 1) * 1000)
    .slice(0, 10_000)
    .map((time) => [
      { field: '@timestamp', value: new Date(time).toISOString().replace('T', ' ').slice(0, -1) },
      { field: '@message', value: `m${time}` },
      { field: '@ptr', value: 'p' },
    ]);
  const ready = asked.filter(({ queryId }) => queryId === one.queryId).length > 1;
  return {
    body: ready ? { status: 'Complete', results } : { status: 'Running', results: results.slice(0, 7) },
  };
}

test('a query with more than 10,000 rows is asked of halves of the time until every row is there, once', async () => {
  answer = insights;
  const [file] = await open(
    'cloudwatch:///q?from=2024-04-24&to=2024-04-24&query=fields @timestamp, @message',
  );
  const messages = textOf(file!.path).trim().split('\n');
  assert.equal(messages.length, 25_000);
  assert.equal(new Set(messages).size, 25_000);
  assert.equal(asked.filter(({ action }) => action === 'StartQuery').length, 7);
});

test('a query that counts is asked of the whole period, and is refused when its answer is cut off', async () => {
  answer = insights;
  await assert.rejects(
    open('cloudwatch:///q?from=2024-04-23&to=2024-04-24&query=stats count(*) by src'),
    /10,000 rows or more and cannot be asked in parts/,
  );
  assert.deepEqual(
    asked
      .filter(({ action }) => action === 'StartQuery')
      .map(({ startTime, endTime }) => [startTime, endTime]),
    [[Date.parse('2024-04-23') / 1000, Date.parse('2024-04-25') / 1000]],
  );
});

test('a query that nobody waits for any more is stopped', async () => {
  const stop = new AbortController();
  answer = ({ action }) => {
    if (action === 'StartQuery') return { body: { queryId: 'left' } };
    if (action === 'GetQueryResults') stop.abort(new Error('stopped by hand'));
    return { body: { status: 'Running' } };
  };
  await assert.rejects(
    open('cloudwatch:///stopped?from=2024-04-24&to=2024-04-24&query=fields @timestamp', stop.signal),
    /stopped by hand/,
  );
  assert.deepEqual(asked.at(-1), { action: 'StopQuery', queryId: 'left' });
});
