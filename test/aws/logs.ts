import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { open } from './environment.js';

test('the events of a log group come page by page, an hour at a time', async () => {
  const logs = new CloudWatchLogsClient({});
  const group = { logGroupName: '/vpc/flow' };
  await logs.send(new CreateLogGroupCommand(group));
  await logs.send(new CreateLogStreamCommand({ ...group, logStreamName: 'eni-1' }));
  const hour = Math.floor(Date.now() / 3_600_000) * 3600 - 5 * 3600;
  // moto gives 10,000 events a page.
  for (const part of [0, 1, 2])
    await logs.send(
      new PutLogEventsCommand({
        ...group,
        logStreamName: 'eni-1',
        logEvents: Array.from({ length: 8000 }, (_, i) => {
          const at = hour + part * 1000 + Math.floor(i / 8);
          return {
            timestamp: at * 1000,
            message: `2 123456789012 eni-1 203.0.113.${(i % 200) + 1} 10.0.0.5 ${40_000 + i} 443 6 10 ${1000 + i} ${at} ${at + 60} ACCEPT OK`,
          };
        }),
      }),
    );
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 16);
  const address = `cloudwatch:///vpc/flow?from=${encodeURIComponent(day(hour * 1000 - 3_600_000))}`;
  const traffic = await open(address);
  assert.equal(traffic.records, 24_000);
  assert.deepEqual(
    traffic.accounts.map(({ file, format }) => [file, format]),
    [[decodeURIComponent(address), 'aws-vpc-flow']],
  );
  const half = await open('cloudwatch:///vpc/flow', {
    from: day(hour * 1000),
    to: day((hour + 1200) * 1000),
  });
  assert.equal(half.records, 9600);
});
