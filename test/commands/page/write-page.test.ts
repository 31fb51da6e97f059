import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { writePage } from '../../../lib/commands/page/write-page.js';

test('an input that the output would overwrite is refused, by whatever name it is given, and stays as it is', async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'write-page-'));
  const scored = path.join(out, 'scored.csv');
  const link = path.join(mkdtempSync(path.join(tmpdir(), 'link-')), 'records.csv');
  writeFileSync(scored, 'creation_time,src_ip\n2024-04-01T00:00:00Z,192.0.2.1\n');
  symlinkSync(scored, link);
  const task = { notebook: 'report.ipynb', variables: {}, out, page: 'report.html', from: out };
  for (const input of [scored, link])
    await assert.rejects(writePage({ ...task, files: [input] }), {
      name: 'InputError',
      message: `${input}: would be overwritten by the output; name another folder with --out.`,
    });
  await assert.rejects(writePage({ ...task, files: ['-'], also: [scored] }), { name: 'InputError' });
  assert.match(readFileSync(scored, 'utf8'), /192\.0\.2\.1/);
});
