import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as sdk from '@aws-sdk/client-athena';
import type { AthenaLibrary, Execution, ResultPage } from '../../../lib/engine/athena/athena-library.js';
import { openAthena } from '../../../lib/engine/athena/open-athena.js';
import { athenaValue } from '../../../lib/engine/athena/stream-athena.js';
import { athenaAddress } from '../../../lib/load/sources/athena-address.js';
import { type Answer, type Asked, awsStandIn, SECRET } from '../../aws/stand-in.js';

// A stand-in for Athena's protocol, not for Athena: what Athena does with SQL, is not verified anywhere in this project.

/** The compiler says here that the narrow types of lib are those of the SDK. */
export const sameTypes = (
  library: typeof sdk,
  execution: sdk.QueryExecution,
  page: sdk.GetQueryResultsCommandOutput,
): readonly [AthenaLibrary, Execution, ResultPage] => [library, execution, page];

let answer: (asked: Asked) => Answer = () => ({ body: {} });
const all = awsStandIn((one) => answer(one));
const actions = () => all.map(({ action }) => action);
const PLACE = {
  catalog: 'AwsDataCatalog',
  database: 'logs',
  workgroup: 'analysts',
  output: 's3://results/a/',
};

const COLUMNS = [
  'n:bigint',
  'who:varchar',
  'at:timestamp',
  'part:double',
  'small:integer',
  'yes:boolean',
].map((text) => {
  const [Name, Type] = text.split(':');
  return { Name, Type };
});
const row = (...texts: (string | null)[]) => ({
  Data: texts.map((text) => (text === null ? {} : { VarCharValue: text })),
});
const page = (rows: object[], NextToken?: string) => ({
  ResultSet: { Rows: rows, ResultSetMetadata: { ColumnInfo: COLUMNS } },
  ...(NextToken && { NextToken }),
});
const state = (State: string, DataScannedInBytes = 0, more = {}) => ({
  QueryExecution: {
    Status: { State, ...more },
    Statistics: { DataScannedInBytes, TotalExecutionTimeInMillis: 1500 },
  },
});

/** Runs, then has ended, then gives two pages. */
function works({ action, NextToken }: Asked): Answer {
  if (action === 'StartQueryExecution') return { body: { QueryExecutionId: 'q1' } };
  if (action === 'GetQueryExecution')
    return {
      body:
        actions().filter((one) => one === action).length === 1
          ? state('RUNNING', 5e6)
          : state('SUCCEEDED', 12e6),
    };
  if (NextToken === undefined)
    return {
      body: page(
        [
          row(...COLUMNS.map(({ Name }) => Name!)),
          row('9007199254740993', 'é', '2024-04-25 23:00:00.500', 'NaN', '7', 'true'),
        ],
        'second',
      ),
    };
  return { body: page([row(null, '', null, '1.5', '-1', 'false')]) };
}

test('rows of all pages come typed, values are bound in their order, and the cost is told', async () => {
  all.length = 0;
  answer = works;
  let cost: object | undefined;
  const rows = await openAthena(PLACE).query<Record<string, never>>(
    'select $b, $a, $b from traffic -- $c',
    { a: "O'Hara", b: 5 },
    { onCost: (total) => (cost = total) },
  );
  assert.deepEqual(rows, [
    {
      n: 9007199254740993n,
      who: 'é',
      at: new Date('2024-04-25T23:00:00.500Z'),
      part: Number.NaN,
      small: 7,
      yes: true,
    },
    { n: null, who: '', at: null, part: 1.5, small: -1, yes: false },
  ]);
  assert.deepEqual(cost, { bytesScanned: 12e6, elapsedSeconds: 1.5 });
  const { ClientRequestToken, ...started } = all[0]!;
  assert.ok(ClientRequestToken);
  assert.deepEqual(started, {
    action: 'StartQueryExecution',
    QueryString: 'select ? , ? , ?  from traffic -- $c',
    ExecutionParameters: ['5', "'O''Hara'", '5'],
    QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: 'logs' },
    WorkGroup: 'analysts',
    ResultConfiguration: { OutputLocation: 's3://results/a/' },
  });
});

test('a query that scans more than it may is stopped there', async () => {
  all.length = 0;
  answer = ({ action }) =>
    action === 'StartQueryExecution'
      ? { body: { QueryExecutionId: 'big' } }
      : { body: state('RUNNING', 200e9) };
  await assert.rejects(openAthena(PLACE).query('select 1'), {
    name: 'InputError',
    message:
      'Athena scanned 200 GB for a query that may scan 100 GB: narrow the time or the columns, or raise maxBytes.',
  });
  assert.deepEqual(actions(), ['StartQueryExecution', 'GetQueryExecution', 'StopQueryExecution']);
});

test('a query that Athena expects to read more than it may is refused before it is run', async () => {
  all.length = 0;
  const plan = {
    inputTableColumnInfos: [
      {
        table: { catalog: 'c', schemaTable: { schema: 's', table: 't' } },
        constraint: {},
        estimate: { outputRowCount: 1e9, outputSizeInBytes: 3e10 },
      },
      {
        table: { catalog: 'c', schemaTable: { schema: 's', table: 'u' } },
        constraint: {},
        estimate: { outputRowCount: 'NaN', outputSizeInBytes: 'NaN' },
      },
    ],
  };
  answer = ({ action }) => {
    if (action === 'StartQueryExecution') return { body: { QueryExecutionId: 'explain' } };
    if (action === 'GetQueryExecution') return { body: state('SUCCEEDED') };
    const lines = ['Query Plan', ...JSON.stringify(plan, null, 2).split('\n')];
    return {
      body: {
        ResultSet: {
          Rows: lines.map((line) => row(line)),
          ResultSetMetadata: { ColumnInfo: [{ Name: 'Query Plan', Type: 'varchar' }] },
        },
      },
    };
  };
  await assert.rejects(
    openAthena({ ...PLACE, maxBytes: 2e10 }).query('select * from t, u'),
    /would read about 30 GB, uncompressed, for a query that may scan 20 GB/,
  );
  assert.deepEqual(
    all.filter(({ action }) => action === 'StartQueryExecution').map(({ QueryString }) => QueryString),
    ['explain (type io, format json) select * from t, u'],
  );
});

test('the columns of a query are told by asking for no row', async () => {
  all.length = 0;
  answer = works;
  assert.deepEqual(
    await openAthena(PLACE).describe('select n from traffic -- all'),
    COLUMNS.map(({ Name, Type }) => ({ name: Name, type: Type!.toUpperCase() })),
  );
  assert.equal(all[0]!.QueryString, 'select * from (select n from traffic -- all\n) limit 0');
});

test('an error in the SQL is told with its place, one of Athena without', async () => {
  const failing =
    (more: object) =>
    ({ action }: Asked) =>
      action === 'StartQueryExecution'
        ? { body: { QueryExecutionId: 'bad' } }
        : { body: state('FAILED', 0, more) };
  answer = failing({
    StateChangeReason: "COLUMN_NOT_FOUND: line 2:8: Column 'nope' cannot be resolved",
    AthenaError: { ErrorCategory: 2 },
  });
  await assert.rejects(openAthena(PLACE).query('select 1,\n       nope'), {
    name: 'SqlError',
    message: "SQL, line 2, column 8: Column 'nope' cannot be resolved.\n         nope\n         ^",
  });
  answer = failing({
    StateChangeReason: 'GENERIC_INTERNAL_ERROR: it broke',
    AthenaError: { ErrorCategory: 1 },
  });
  await assert.rejects(openAthena(PLACE).query('select 1'), {
    name: 'InputError',
    message: 'Athena could not finish the query, no rows of it are kept (GENERIC_INTERNAL_ERROR): it broke.',
  });
  answer = () => ({
    status: 400,
    body: { __type: 'InvalidRequestException', message: "line 1:1: mismatched input 'selec'" },
  });
  await assert.rejects(openAthena(PLACE).query('selec 1'), {
    name: 'SqlError',
    message: /^SQL, line 1, column 1: mismatched input/,
  });
  answer = () => ({ status: 400, body: { __type: 'AccessDeniedException', message: SECRET } });
  await assert.rejects(openAthena(PLACE).query('select 1'), {
    name: 'InputError',
    message:
      'athena://AwsDataCatalog/logs: access is denied; athena:StartQueryExecution, athena:GetQueryExecution and athena:GetQueryResults must be allowed for these credentials.',
  });
});

test('a query that nobody waits for any more is stopped there', async () => {
  all.length = 0;
  const stop = new AbortController();
  answer = ({ action }) => {
    if (action === 'GetQueryExecution') stop.abort(new Error('stopped by hand'));
    return { body: action === 'StartQueryExecution' ? { QueryExecutionId: 'left' } : state('RUNNING') };
  };
  await assert.rejects(openAthena(PLACE).query('select 1', {}, { signal: stop.signal }), /stopped by hand/);
  assert.equal(actions().at(-1), 'StopQueryExecution');
});

test('a value that is longer than Athena takes is refused before anything is asked', async () => {
  all.length = 0;
  await assert.rejects(
    openAthena(PLACE).query('select $a', { a: 'x'.repeat(1023) }),
    /at most 1024 characters/,
  );
  assert.equal(all.length, 0);
});

for (const [type, text, value] of [
  ['float', '0.1', Math.fround(0.1)],
  ['decimal(10,2)', '1.25', 1.25],
  ['date', '2024-04-25', new Date('2024-04-25T00:00:00Z')],
  ['timestamp with time zone', '2024-04-25 23:00:00.000 UTC', new Date('2024-04-25T23:00:00Z')],
  ['array', '[a, b]', '[a, b]'],
  ['varchar', undefined, null],
] as const)
  test(`${text} of type ${type} is ${value}`, () => assert.deepEqual(athenaValue(type)(text), value));

for (const [address, message] of [
  ['athena://AwsDataCatalog/logs', /a table was expected, as in athena:\/\/AwsDataCatalog\/database\/table/],
  ['athena://c/d/t?workgruop=a', /"\?workgruop" is not known/],
  ['athena://c/d/t?limit=1e99', /"\?limit" is a whole number/],
  // In text with several names a colon separates them, and cuts this off.
  ['athena://c/d/t?output=s3', /"\?output" is a bucket and a prefix/],
] as const)
  test(`${address} is refused in one sentence`, () => {
    assert.throws(() => athenaAddress(new URL(address)), { name: 'InputError', message });
  });

test('an address of a table says where results go, and how much may be read', () => {
  const meant = athenaAddress(
    new URL('athena://AwsDataCatalog/logs/flow%22s?workgroup=w&output=bucket/results/&maxBytes=5'),
  );
  assert.deepEqual(meant, {
    place: {
      catalog: 'AwsDataCatalog',
      database: 'logs',
      workgroup: 'w',
      output: 's3://bucket/results/',
      maxBytes: 5,
    },
    table: '"AwsDataCatalog"."logs"."flow""s"',
    limit: 20_000_000,
  });
});
