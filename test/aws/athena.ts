import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moto, open } from './environment.js';
import { two } from './layouts.js';

// moto evaluates no SQL: it gives the results that it is told, in turn, and writes them into S3 as Athena does. So this is
// Athena's protocol and its CSV; that Athena takes these statements is not verified.
test('records of a table in Athena come by way of S3, in the order of their times, with line breaks and NULLs', async () => {
  const types = {
    bytes_in: 'bigint',
    creation_time: 'timestamp',
    end_time: 'timestamp',
    src_ip: 'varchar',
    dst_port: 'integer',
    uri: 'varchar',
  };
  const column_info = (columns: Readonly<Record<string, string>>) =>
    Object.entries(columns).map(([Name, Type]) => ({
      Name,
      Label: Name,
      Type,
      CatalogName: 'hive',
      SchemaName: '',
      TableName: '',
      Precision: 0,
      Scale: 0,
      Nullable: 'UNKNOWN',
      CaseSensitive: false,
    }));
  const row = (...texts: (string | null)[]) => ({
    Data: texts.map((text) => (text === null ? {} : { VarCharValue: text })),
  });
  const record = (minute: number, uri: string | null) =>
    row(
      String(minute),
      `2024-04-25 10:${two(minute)}:00.000000`,
      `2024-04-25 10:${two(minute)}:30.000000`,
      '203.0.113.1',
      '443',
      uri,
    );
  const results = [
    { column_info: column_info(types), rows: [row(...Object.keys(types))] },
    {
      column_info: column_info({ records: 'bigint', times: 'varchar' }),
      rows: [row('records', 'times'), row('3', 'AB')],
    },
    {
      column_info: column_info(types),
      rows: [row(...Object.keys(types)), record(2, ''), record(1, null), record(0, 'a,\nb')],
    },
  ];
  const response = await fetch(`${moto.endpoint}/moto-api/static/athena/query-results`, {
    method: 'POST',
    body: JSON.stringify({ region: 'us-east-1', results }),
  });
  assert.equal(response.status, 201);
  const traffic = await open('athena://AwsDataCatalog/logs/traffic?output=logs/athena/', {
    from: '2024-04-25',
  });
  assert.deepEqual(
    await traffic.engine.query('select bytes_in, creation_time, dst_port, uri from traffic order by row_id'),
    [
      { bytes_in: 0n, creation_time: new Date('2024-04-25T10:00:00Z'), dst_port: 443, uri: 'a,\nb' },
      { bytes_in: 1n, creation_time: new Date('2024-04-25T10:01:00Z'), dst_port: 443, uri: null },
      { bytes_in: 2n, creation_time: new Date('2024-04-25T10:02:00Z'), dst_port: 443, uri: null },
    ],
  );
  assert.deepEqual(
    traffic.accounts.map(({ file, format }) => [file, format]),
    [['athena://AwsDataCatalog/logs/traffic', 'parquet']],
  );
});
