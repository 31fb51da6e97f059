import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTrino } from '../../../lib/engine/trino/open-trino.js';
import { fakeTrino } from './fake-trino.js';

const columns = '"columns":[{"name":"x","type":"bigint"}]';
const rows = `${columns},"data":[[7]],`;
const begun = (server: string, more = '') => `{"id":"q1",${more}"nextUri":"${server}/v1/next/1"}`;
const noNodes = `{"id":"q1",${columns},"error":{"message":"No nodes available to run query","errorName":"NO_NODES_AVAILABLE","errorType":"INTERNAL_ERROR"}}`;

test('a query that no node could take yet is begun again', async () => {
  const fake = await fakeTrino(({ method }, nth, server) => {
    if (method === 'POST') return begun(server);
    return nth < 4 ? noNodes : `{${rows}"id":"q1"}`;
  });
  try {
    assert.deepEqual(await openTrino(fake.trino).query('select 7 as x'), [{ x: 7n }]);
    assert.equal(fake.asked.map(({ method }) => method).join(' '), 'POST GET POST GET POST GET');
  } finally {
    fake.close();
  }
});

test('a query that no node ever takes fails after the retries that were asked for', async () => {
  const fake = await fakeTrino(({ method }, _, server) => (method === 'POST' ? begun(server) : noNodes));
  try {
    await assert.rejects(openTrino({ ...fake.trino, retries: 2 }).query('select 7 as x'), {
      name: 'InputError',
      message: /no rows of it are kept \(NO_NODES_AVAILABLE\): No nodes available/,
    });
    assert.equal(fake.asked.map(({ method }) => method).join(' '), 'POST GET POST GET POST GET');
  } finally {
    fake.close();
  }
});

test('a query of which rows were given is not begun again', async () => {
  const fake = await fakeTrino((_, nth, server) => [begun(server), begun(server, rows), noNodes][nth]);
  try {
    await assert.rejects(openTrino(fake.trino).query('select 7 as x'), /NO_NODES_AVAILABLE/);
    assert.equal(fake.asked.map(({ method }) => method).join(' '), 'POST GET GET');
  } finally {
    fake.close();
  }
});
