import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDB } from '../../../lib/engine/duckdb.js';
import { query } from '../../../lib/engine/query.js';
import { CREDENTIAL_MACROS } from '../../../lib/load/credential-macros.js';

let connection: DuckDBConnection;
before(async () => {
  connection = await openDuckDB();
  await connection.run(CREDENTIAL_MACROS);
});
after(() => connection.closeSync());

const masked = async (text: string) =>
  (await query<{ text: string }>(connection, 'select without_credentials($text) as text', { text }))[0]?.text;

const credentials: readonly (readonly [string, string])[] = [
  ['/login?user=ann&password=hunter2&next=/home', '/login?user=ann&password=[masked]&next=/home'],
  ['/a?PassWd=x%27%20OR%201=1--&b=2', '/a?PassWd=[masked]&b=2'],
  ['/a?access_token=abc.def-g_h~1/+=&x=1', '/a?access_token=[masked]&x=1'],
  [
    '/a?api_key=1&apikey=2&x-api-key=3&key=4&user.pw=5',
    '/a?api_key=[masked]&apikey=[masked]&x-api-key=[masked]&key=[masked]&user.pw=[masked]',
  ],
  ['/a?user[password]=x;sid=9', '/a?user[password]=[masked];sid=[masked]'],
  ['/shop;jsessionid=0A1B2C?page=2', '/shop;jsessionid=[masked]'],
  [
    '/f.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20240425&X-Amz-Security-Token=FwoG&X-Amz-Signature=beef&X-Amz-Expires=60',
    '/f.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=[masked]&X-Amz-Security-Token=[masked]&X-Amz-Signature=[masked]&X-Amz-Expires=60',
  ],
  [
    '/f?AWSAccessKeyId=AKIA&Signature=vj%3D&Expires=1',
    '/f?AWSAccessKeyId=[masked]&Signature=[masked]&Expires=1',
  ],
  ['/go?to=%2Fcb%3Ftoken%3Dabc%26page%3D2', '/go?to=%2Fcb%3Ftoken%3D[masked]%26page%3D2'],
  ['https://ann:hunter2@example.com/a', 'https://[masked]@example.com/a'],
  ['Authorization: Bearer ey.J0.x', 'Authorization: [masked]'],
  ['{"user": "ann", "password": "hunter2"}', '{"user": "ann", "password": "[masked]"}'],
  ['{"name":"Authorization","value":"Basic aGk6"}', '{"name":"Authorization","value":"[masked]"}'],
];

for (const [text, expected] of credentials)
  test(`credentials are masked in ${text}`, async () => assert.equal(await masked(text), expected));

test('what is no credential stays as it is', async () => {
  for (const text of [
    '/monkey?author=ann&page=2&assignee=bo&keyword=shoes&passenger=1',
    '/search?q=%27%20OR%201%3D1',
    '/tokens/secret/password',
    'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
    '',
  ])
    assert.equal(await masked(text), text);
});
