import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../lib/jupyter/virtual-environment.js';
import { cache, KEY_ID, SECRET } from './environment.js';

test('the report of objects in S3 is written, and no credential is in it, in the cache or in what was said', {
  timeout: 300_000,
}, async () => {
  const out = path.join(cache, 'report');
  const args = ['s3://logs/AWSLogs/**', '--from', '2024-04-24', '--to', '2024-04-25', '--out', out];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'lib/jupyter/run.cjs'), 'report', ...args],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  assert.equal(status, 0, stderr);
  const page = readFileSync(path.join(out, 'report.html'), 'utf8');
  assert.match(page, /vpcflowlogs_eu-central-1_fl-1_\* \(aws-vpc-flow\): 204 rows = 200 records/);
  const said = [stdout, stderr];
  for (const file of readdirSync(cache, { recursive: true, encoding: 'utf8', withFileTypes: true }))
    if (file.isFile()) said.push(readFileSync(path.join(file.parentPath, file.name), 'latin1'));
  for (const text of said) assert.ok(!text.includes(SECRET) && !text.includes(KEY_ID));
});
